import type { Policy } from '@archway/shared/policy'
import type { ClearanceLedger, Receipt } from '../ledger/clearance-ledger.ts'

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
  const ends = trainingEnds(
    trainings.map(({ takenAt }) => takenAt),
    policy,
    nowMs,
  )
  return { training: trainingProblem(ends, nowMs), receipt: hasReceipt(receipts, policy) }
}

/**
 * Until when the newest training counts, in milliseconds since 1970; null: there is none.
 * @param takenAt of each training
 */
export function trainingEnds(
  takenAt: readonly number[],
  { training }: Pick<Policy, 'training'>,
  nowMs: number,
): number | null {
  const past = takenAt.filter((at) => at <= nowMs)
  return past.length === 0 ? null : Math.max(...past) + training.validDays * DAY_MS
}

function trainingProblem(ends: number | null, nowMs: number): string | null {
  if (ends === null) return 'no training is on record for you; ask a supervisor or IT to record it'
  if (nowMs < ends) return null
  return `your training ended on ${new Date(ends).toISOString().slice(0, 10)}; take it anew and have it recorded`
}

/** Whether the Special Order was received in the very version that is in force. */
export const hasReceipt = (
  receipts: readonly Pick<Receipt, 'number' | 'version' | 'sha256'>[],
  { specialOrder: order }: Pick<Policy, 'specialOrder'>,
): boolean =>
  receipts.some(
    ({ number, version, sha256 }) =>
      number === order.number &&
      version === order.version &&
      (order.sha256 === null || sha256 === order.sha256),
  )
