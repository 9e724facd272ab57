import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { cli } from './cli.ts'
import { verifyExported } from './command/audit-commands.ts'
import { readConfig } from './config.ts'
import { openAuthority } from './fleet/authority.ts'
import { createAuthorityFiles } from './fleet/authority-files.ts'
import type { Ledger } from './ledger/ledger.ts'
import { openLedgerHere } from './ledger/sqlite-ledger.ts'

export const POLICY = join(import.meta.dirname, '../policy.yaml')

/** The command line over a ledger in memory, new for each test, and a folder that the tests of a file share. */
export interface CommandLine {
  readonly folder: string
  /** The configuration's file. */
  readonly config: string
  readonly keys: string
  ledger: Ledger
  /** What was printed for programs, and for people. */
  out: string[]
  err: string[]
  /** Programs that were started instead of run. */
  started: string[]
  /** What is typed where a secret is asked for: the next of these, or always that one. */
  typing: string[]
  typed: string
  /** @returns the exit code */
  run(...args: string[]): Promise<number>
  said(): string
  /** Adds an operator. */
  add(name: string, ...more: string[]): Promise<number>
}

/** To be called where a file's tests are declared. */
export function commandLine(): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'))
  const file = join(folder, 'central.yaml')
  const keys = join(folder, 'keys')
  const at: CommandLine = {
    folder,
    config: file,
    keys,
    ledger: openLedgerHere(':memory:'),
    out: [],
    err: [],
    started: [],
    typing: [],
    typed: '',
    said: () => at.err.join('\n'),
    add: (name, ...more) => at.run('user', 'add', name, ...more, '--role', 'operator'),
    async run(...args) {
      const config = readConfig(file)
      if (!config.ok) throw new Error(config.error.join())
      const silent = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
        at.err.push(String(text))
        return true
      })
      try {
        return await cli(
          args,
          { version: '1', defaultConfig: file },
          {
            serve: async (file) => at.started.push(`serve ${file}`) - 1,
            init: async (file) => at.started.push(`init ${file}`) - 1,
            openapi: () => at.started.push('openapi') - 1,
            convert: async ({ file, from, to }) => at.started.push(`convert ${file} ${from} ${to}`) - 1,
            verifyExport: (order) =>
              verifyExported(order, {
                out: (text) => at.out.push(text),
                err: (text) => at.err.push(text),
                secret: () => Promise.reject(new Error('nobody to ask')),
              }),
            verifyFile: async (what, { file, key }) => at.started.push(`${what} ${file} ${key}`) - 1,
            restore: async (file, from) => at.started.push(`restore ${file} ${from}`) - 1,
            administer: (_file, command) =>
              command({
                config: config.value,
                ledger: at.ledger,
                authority: () => openAuthority(keys, config.value.certificates),
                terminal: {
                  out: (text) => at.out.push(text),
                  err: (text) => at.err.push(text),
                  secret: async () => at.typing.shift() ?? at.typed,
                },
                now: Date.now,
                random: (into) => crypto.getRandomValues(into),
                by: 'tester',
              }),
          },
        )
      } finally {
        silent.mockRestore()
      }
    },
  }
  beforeAll(async () => {
    writeFileSync(
      file,
      `data: data\nkeys: keys\npolicy: ${POLICY}\nnames: [localhost]\nbroker: {}\nhttp: {}\n`,
    )
    await createAuthorityFiles(keys, Date.now())
  })
  beforeEach(() => {
    Object.assign(at, {
      ledger: openLedgerHere(':memory:'),
      out: [],
      err: [],
      started: [],
      typed: '',
      typing: [],
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return at
}
