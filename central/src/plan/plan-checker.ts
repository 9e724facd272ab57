import { PlanCheck } from '@archway/shared/api/plan'
import type { CentralConfig } from '../config.ts'
import { spawnThread } from '../store/worker-calls.ts'

export interface PlanChecker {
  /**
   * Holds the installation against the plan. Whoever asks while a check is under way gets that one.
   * @throws Error when the check itself failed, or was stopped
   */
  check(): Promise<PlanCheck>
  /** Ends a check that is under way; it rejects. */
  stop(): Promise<void>
}

/** What the thread of a check is told. */
export interface CheckOrder {
  readonly config: CentralConfig
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * The check for a server that works meanwhile. It reads files for seconds, so each runs in a thread of its own, on a
 * ledger of its own, as the command line's does: no alert waits for it.
 */
export function createPlanChecker(config: CentralConfig, now: () => number): PlanChecker {
  let running: { readonly answer: Promise<PlanCheck>; readonly stop: () => Promise<unknown> } | null = null

  const start = () => {
    const order: CheckOrder = { config, at: now() }
    const thread = spawnThread(import.meta.url, 'plan-check.worker', order)
    const answer = new Promise<PlanCheck>((resolve, reject) => {
      thread.on('message', (check) => resolve(PlanCheck.parse(check)))
      thread.on('error', reject)
      thread.on('exit', () => reject(new Error('the check ended without an answer')))
    }).finally(() => {
      running = null
    })
    return { answer, stop: () => thread.terminate() }
  }
  return {
    check() {
      running ??= start()
      return running.answer
    },
    async stop() {
      await running?.stop()
    },
  }
}
