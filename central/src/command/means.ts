import type { RandomBytes } from '@archway/shared/id'
import type { CentralConfig } from '../config.ts'
import type { Authority } from '../fleet/authority.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Terminal } from './terminal.ts'

/** What the administrative commands work with. They act on the data folder, beside a `serve` that may run. */
export interface CommandMeans {
  readonly config: CentralConfig
  readonly ledger: Ledger
  readonly authority: () => Promise<Authority>
  readonly terminal: Terminal
  readonly now: () => number
  readonly random: RandomBytes
  /** Who acts, for the use log. */
  readonly by: string
}

/** Exit codes: done; refused or failed, nothing changed; the arguments or the configuration are wrong. */
export const DONE = 0
export const REFUSED = 1
export const MISUSE = 2
