#!/usr/bin/env node
import { existsSync, mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { ensureAuditKey, fingerprintOf, readAuditKey } from './audit/audit-key.ts'
import { cli } from './cli.ts'
import { verifyExported } from './command/audit-commands.ts'
import { restoreData } from './command/backup-commands.ts'
import { convertFile } from './command/convert-command.ts'
import { verifyDisclosure } from './command/disclosure-commands.ts'
import { DONE, MISUSE } from './command/means.ts'
import { printOpenApi } from './command/plan-commands.ts'
import { verifyCertificate } from './command/retention-commands.ts'
import { terminal } from './command/terminal.ts'
import { type CentralConfig, readConfig } from './config.ts'
import { openAuthority } from './fleet/authority.ts'
import { createAuthorityFiles } from './fleet/authority-files.ts'
import { openLedger } from './ledger/sqlite-ledger.ts'
import { VERSION } from './serve/version.ts'
import { serve } from './serve.ts'

/** The built page: `dist/web`, seen from the sources as from the built program. */
const PAGE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../dist/web' : './web', import.meta.url),
)

const now = Date.now
const random = (into: Uint8Array<ArrayBuffer>) => globalThis.crypto.getRandomValues(into)
/** From here on a signal is for the server to end in order. Every other command simply ends by one. */
const nextSignal = () =>
  new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal))
  })

function configOf(file: string): CentralConfig | null {
  const config = readConfig(file)
  if (config.ok) return config.value
  for (const complaint of config.error) terminal.err(complaint)
  return null
}

try {
  const defaultConfig = process.env.ARCHWAY_CENTRAL_CONFIG ?? null
  process.exitCode = await cli(
    process.argv.slice(2),
    { version: VERSION, defaultConfig },
    {
      async serve(file) {
        const config = configOf(file)
        if (!config) return MISUSE
        const stopping = nextSignal()
        const log = pino({ level: config.log, base: null, timestamp: pino.stdTimeFunctions.isoTime })
        const serving = await serve(config, { log, pageFolder: PAGE })
        log.info({ signal: await stopping }, 'stopping')
        await serving.stop()
        return DONE
      },

      async init(file) {
        const config = configOf(file)
        if (!config) return MISUSE
        mkdirSync(config.data, { recursive: true, mode: 0o700 })
        if (existsSync(join(config.keys, 'ca.key.pem'))) terminal.err('the keys are there already; they stay')
        else await createAuthorityFiles(config.keys, now())
        // An installation of before the audit log has no such key yet.
        ensureAuditKey(config.keys)
        const { fingerprint } = await openAuthority(config.keys, config.certificates)
        terminal.err(`authority ${fingerprint}`)
        terminal.err(`audit key ${fingerprintOf(readAuditKey(config.keys).publicKey)}`)
        return DONE
      },

      openapi: () => printOpenApi(VERSION, terminal),
      convert: (order) => convertFile(order, { terminal, random }),
      verifyExport: (order) => verifyExported(order, terminal),
      verifyFile: async (what, order) =>
        what === 'certificate' ? verifyCertificate(order, terminal) : verifyDisclosure(order, terminal),

      async restore(file, from) {
        const config = configOf(file)
        if (!config) return MISUSE
        return restoreData(from, { config, terminal, now, by: `command line ${userInfo().username}` })
      },

      async administer(file, command) {
        const config = configOf(file)
        if (!config) return MISUSE
        mkdirSync(config.data, { recursive: true, mode: 0o700 })
        // In a thread of its own: an import reads its file while the ledger writes.
        const ledger = await openLedger(join(config.data, 'ledger.db'))
        try {
          return await command({
            config,
            ledger,
            authority: () => openAuthority(config.keys, config.certificates),
            terminal,
            now,
            random,
            by: `command line ${userInfo().username}`,
          })
        } finally {
          await ledger.close()
        }
      },
    },
  )
} catch (error) {
  terminal.err(`archway-central: ${error instanceof Error ? error.message : String(error)}`)
  // Not only the exit code: threads that were started before the failure would keep the process.
  process.exit(1)
}
