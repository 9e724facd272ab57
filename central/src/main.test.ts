import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const TSX = new URL(
  './dist/esm/index.mjs',
  pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json')),
)
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const POLICY = fileURLToPath(new URL('../policy.yaml', import.meta.url))
/** A process that loads the whole program takes seconds, many on a crowded machine. */
const PATIENCE = { timeout: 120_000 }

let folder: string
const started: ChildProcess[] = []
/** The program as somebody starts it who stands in the folder of the installation. */
function program(...args: string[]) {
  const all = ['--conditions=source', '--import', TSX.href, MAIN, ...args, '--config', 'central.yaml']
  const child = spawn(process.execPath, all, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] })
  started.push(child)
  return child
}
async function done(...args: string[]) {
  const child = program(...args)
  const [[code, signal], said] = await Promise.all([once(child, 'exit'), text(child.stderr)])
  return { code, signal, said }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'main-'))
  writeFileSync(
    join(folder, 'central.yaml'),
    `data: data\nkeys: keys\npolicy: ${POLICY}\nnames: [localhost]\nbroker: { host: 127.0.0.1 }\nhttp: { port: 0 }\n`,
  )
  expect(await done('init')).toMatchObject({ code: 0 })
}, 120_000)
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('a command that waits is ended by the first signal', PATIENCE, async () => {
  const child = program('user', 'add', 'kim', '--badge', 'D-1', '--role', 'operator')
  // The ledger is open before the password is asked for, and that never comes.
  await expect.poll(() => existsSync(join(folder, 'data', 'ledger.db-wal')), { timeout: 60_000 }).toBe(true)
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([null, 'SIGTERM'])
})

test(
  'a backup before anything was ever served, into a folder that is named by a single letter from where one stands',
  PATIENCE,
  async () => {
    expect(await done('backup', '--to', 'b')).toMatchObject({ code: 0 })
    expect(existsSync(join(folder, 'b', 'rows'))).toBe(true)
  },
)
