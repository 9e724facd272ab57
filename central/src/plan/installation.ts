import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RouteEntry } from '../api/route-list.ts'
import { readAuditKey } from '../audit/audit-key.ts'
import { verifyLedger } from '../audit/verify-ledger.ts'
import type { Verdict } from '../audit/verify-log.ts'
import type { CentralConfig } from '../config.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type PolicyInForce, policyAt } from '../policy/policy-book.ts'
import { type DayFacts, type DayFolder, lookAtDay, lookAtFolder } from './day-facts.ts'
import { type LedgerView, openLedgerView } from './ledger-view.ts'

/** The real installation at one moment: what every row of the plan is held against. */
export interface Installation {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly config: CentralConfig
  readonly policy: PolicyInForce
  readonly routes: readonly RouteEntry[]
  readonly ledger: LedgerView
  readonly folder: DayFolder
  /** Newest first. */
  readonly days: readonly DayFacts[]
  /** Days whose file could not be read, and why. */
  readonly unreadable: readonly string[]
  readonly keys: { readonly alive: readonly string[]; readonly destroyed: readonly string[] }
  /** Replays the whole use log. */
  readonly replayLog: () => Promise<Verdict>
}

/** Looks at everything once. The caller closes it. */
export async function lookAtInstallation({
  config,
  ledger,
  routes,
  at,
}: {
  readonly config: CentralConfig
  readonly ledger: Ledger
  readonly routes: readonly RouteEntry[]
  readonly at: number
}): Promise<Installation & { close(): void }> {
  const view = openLedgerView(join(config.data, 'ledger.db'))
  try {
    const daysFolder = join(config.data, 'days')
    const folder = lookAtFolder(daysFolder)
    const days: DayFacts[] = []
    const unreadable: string[] = []
    for (const day of folder.rows) {
      try {
        const facts = lookAtDay(daysFolder, day)
        if (facts) days.push(facts)
      } catch (error) {
        unreadable.push(`${day}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    const keys = namesIn(join(config.keys, 'days'))
    const keysEnding = (ending: string) =>
      keys.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length))
    return {
      at,
      config,
      policy: await policyAt(ledger, config.policy, at),
      routes,
      ledger: view,
      folder,
      days,
      unreadable,
      keys: { alive: keysEnding('.key'), destroyed: keysEnding('.destroyed') },
      replayLog: () => verifyLedger(ledger, config.audit.checkpoints, readAuditKey(config.keys).publicKey),
      close: view.close,
    }
  } catch (error) {
    view.close()
    throw error
  }
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])
