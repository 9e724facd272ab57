import { settleCertificates } from './certificate-files.ts'
import { keepSwept, type SweepMeans, type SweepReport, sweep } from './sweep.ts'

export interface RetentionMeans extends SweepMeans {
  /** Where certificates go as files: beside the keys, which no backup brings back, and outside. */
  readonly folders: readonly string[]
  readonly everyMs: number
  readonly onReport: (report: SweepReport) => void
  readonly onFault: (error: unknown) => void
}

export interface Retention {
  /** What a person must see to, in a sentence; null: nothing. */
  problem(): string | null
  stop(): Promise<void>
}

/** Sweeps from now on, and remembers what was wrong with the last one. */
export function openRetention(means: RetentionMeans): Retention {
  let fault: string | null = null
  const run = async () => {
    // Before the sweep too: a ledger that came from a backup first learns what it does not know any more.
    await settleCertificates(means.ledger, means.folders, means.key.publicKey)
    const report = await sweep(means)
    const strange = await settleCertificates(means.ledger, means.folders, means.key.publicKey)
    fault = faultOf(report, strange)
    return report
  }
  const sweeping = keepSwept(run, means.everyMs, means.onReport, (error) => {
    fault = 'the last sweep failed; see the log'
    means.onFault(error)
  })
  return { problem: () => fault, stop: () => sweeping.stop() }
}

function faultOf({ failed, doubted }: SweepReport, strange: readonly string[]): string | null {
  const [first] = failed
  if (doubted !== null) {
    return `the clock says ${new Date(doubted).toISOString()}, more than seven days ahead of what was ever seen; nothing is purged by it: set the clock, or run "archway-central retention confirm-clock"`
  }
  if (first) return `${failed.length} days were not purged, the first ${first.day}; see the log`
  return strange.length > 0
    ? `${strange.length} files are no certificate of this key, the first ${strange[0]}`
    : null
}
