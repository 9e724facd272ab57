import type { Policy } from '@archway/shared/policy'
import type { ClearanceLedger, Receipt, Training } from '../ledger/people-ledger.ts'

const DAY_MS = 86_400_000

export interface Clearance {
  /** Why the person may not sign in, for the person; null: their training is valid. */
  readonly training: string | null
  /** Whether the receipt of the Special Order, in the version of the policy, is there. */
  readonly receipt: boolean
}

/** Whether training and receipt allow a login (promises 19 and 20). */
export async function clearanceOf(
  ledger: Pick<ClearanceLedger, 'trainings' | 'receipts'>,
  name: string,
  policy: Pick<Policy, 'training' | 'specialOrder'>,
  nowMs: number,
): Promise<Clearance> {
  const [trainings, receipts] = await Promise.all([ledger.trainings(name), ledger.receipts(name)])
  return {
    training: trainingProblem(trainings, policy.training.validDays, nowMs),
    receipt: receipts.some((receipt) => isFor(receipt, policy.specialOrder)),
  }
}

function trainingProblem(trainings: readonly Training[], validDays: number, nowMs: number): string | null {
  const past = trainings.filter(({ takenAt }) => takenAt <= nowMs)
  if (past.length === 0) return 'no training is on record for you; ask a supervisor or IT to record it'
  const ends = Math.max(...past.map(({ takenAt }) => takenAt)) + validDays * DAY_MS
  if (nowMs < ends) return null
  return `your training ended on ${new Date(ends).toISOString().slice(0, 10)}; take it anew and have it recorded`
}

const isFor = (receipt: Receipt, order: Policy['specialOrder']): boolean =>
  receipt.number === order.number &&
  receipt.version === order.version &&
  (order.sha256 === null || receipt.sha256 === order.sha256)
