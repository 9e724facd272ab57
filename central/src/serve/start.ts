import type { RandomBytes } from '@archway/shared/id'
import type { Logger } from 'pino'
import type { CentralConfig } from '../config.ts'
import type { Authority } from '../fleet/authority.ts'
import type { Closing } from './closing.ts'
import type { FaultBook } from './fault-book.ts'

/** What every room of a starting server is given. */
export interface Start {
  readonly config: CentralConfig
  readonly log: Logger
  readonly closing: Closing
  readonly faults: FaultBook
  readonly authority: Authority
  /** The server's own certificate, of this start. */
  readonly server: { readonly key: string; readonly certificate: string }
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly random: RandomBytes
}
