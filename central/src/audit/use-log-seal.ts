import type { AuditLog } from './audit-log.ts'
import type { Checkpoint } from './checkpoint.ts'

/** Signs the use log now and then, and remembers whether that worked. */
export interface UseLogSeal {
  /** @returns null: there is no new checkpoint, or none outside; `onFault` was told why */
  seal(): Promise<Checkpoint | null>
  /** What is wrong since the last checkpoint, in a sentence; null: nothing. */
  problem(): string | null
}

export function createUseLogSeal({
  audit,
  now,
  onSealed,
  onFault,
}: {
  readonly audit: AuditLog
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onSealed: (checkpoint: Checkpoint) => void
  readonly onFault: (error: unknown) => void
}): UseLogSeal {
  let failingSince: number | null = null
  return {
    async seal() {
      try {
        const checkpoint = await audit.checkpoint()
        failingSince = null
        onSealed(checkpoint)
        return checkpoint
      } catch (error) {
        failingSince ??= now()
        onFault(error)
        return null
      }
    },
    problem: () =>
      failingSince === null
        ? null
        : `no new checkpoint, or none outside, since ${new Date(failingSince).toISOString()}; see the log`,
  }
}
