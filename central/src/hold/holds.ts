import { type RandomBytes, type Uuid7, uuid7 } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import type { SealedSecret } from '../audit/secrets.ts'
import type { HoldLedger, HoldRecord } from '../ledger/hold-ledger.ts'
import type { Store } from '../store/store.ts'
import { type HeldItems, type HeldMeans, heldItems } from './held-items.ts'
import { releasableAt, type Schedule } from './schedule.ts'

const DAY_MS = 86_400_000

export interface HoldMeans extends HeldMeans {
  readonly ledger: HoldLedger
  readonly store: Pick<Store, 'passing' | 'image' | 'alert'>
  readonly schedule: Schedule
  /** The longest time until somebody must look at a hold again, days. */
  readonly reviewDays: () => number
  readonly random: RandomBytes
}

/** What is to be held, by id; each means its whole passing: the Read, its hits and alerts, every image of it. */
export interface HoldOrder {
  readonly caseNumber: string
  readonly schedule: string
  readonly reason: string
  readonly reads: readonly Uuid7[]
  readonly alerts: readonly Uuid7[]
  readonly images: readonly Uuid7[]
  /** Null: as late as policy allows. */
  readonly reviewAt: number | null
}

type ReleaseGround =
  | { readonly ground: 'schedule-elapsed'; readonly closedAt: number; readonly note: string }
  | { readonly ground: 'not-evidence'; readonly note: string }

type Decision = Awaited<ReturnType<HoldLedger['decideHold']>>

export interface Holds extends Omit<HeldItems, 'secure'> {
  readonly schedule: Schedule
  propose(order: HoldOrder, by: string): Promise<Result<HoldRecord, string>>
  /**
   * The second person. Resolves when every item is in the case's store; rejects when one cannot be kept. `purged`: a
   * Read of it is gone already, and nothing was decided.
   */
  approve(hold: Uuid7, by: string, note?: SealedSecret | null): Promise<Decision | 'purged'>
  refuse(hold: Uuid7, by: string, note?: SealedSecret | null): Promise<Decision>
  review(hold: Uuid7, note: string, nextAt: number, by: string): Promise<Result<'reviewed', string>>
  release(hold: Uuid7, ground: ReleaseGround, by: string): Promise<Result<'released', string>>
  /** Destroys the files that a killed release left. The copies that a killed approval did not make come with `keep`. */
  resume(): Promise<void>
}

export function createHolds(means: HoldMeans): Holds {
  const { ledger, store, cases, schedule, now } = means
  const { secure, ...held } = heldItems(means)

  const readsOf = async (order: HoldOrder): Promise<Result<Uuid7[], string>> => {
    const reads = new Set<Uuid7>()
    for (const id of order.reads) {
      if (!(await store.passing(id))) return fail(`no Read ${id} is stored`)
      reads.add(id)
    }
    for (const id of order.alerts) {
      const alert = await store.alert(id)
      if (!alert) return fail(`no alert ${id} is stored`)
      reads.add(alert.read.id)
    }
    for (const id of order.images) {
      const image = await store.image(id)
      if (!image) return fail(`no image ${id} is stored`)
      reads.add(image.read)
    }
    return reads.size > 0 ? ok([...reads]) : fail('a hold needs at least one Read, alert or image')
  }

  return {
    ...held,
    schedule,
    async propose(order, by) {
      if (!schedule.entries.some(({ code }) => code === order.schedule)) {
        return fail(
          `no code "${order.schedule}" in the schedule; known: ${schedule.entries.map(({ code }) => code).join(', ')}`,
        )
      }
      const at = now()
      const latest = at + means.reviewDays() * DAY_MS
      const reviewAt = order.reviewAt ?? latest
      if (reviewAt <= at || reviewAt > latest) {
        return fail(`the review must be within ${means.reviewDays()} days from now`)
      }
      const reads = await readsOf(order)
      if (!reads.ok) return reads
      const { caseNumber, schedule: code, reason } = order
      const id = uuid7(at, means.random)
      await ledger.proposeHold({
        id,
        caseNumber,
        schedule: code,
        reason,
        reads: reads.value,
        reviewAt,
        at,
        by,
      })
      const hold = await ledger.hold(id)
      return hold ? ok(hold) : fail('the hold was not kept')
    },
    async approve(id, by, note = null) {
      const proposed = await ledger.hold(id)
      for (const read of proposed?.state === 'proposed' ? proposed.reads : []) {
        if (!(await store.passing(read))) return 'purged'
      }
      const decided = await ledger.decideHold(id, true, now(), by, note)
      const hold = decided === 'securing' ? await ledger.hold(id) : null
      if (hold) await secure(hold)
      return decided
    },
    refuse: (id, by, note = null) => ledger.decideHold(id, false, now(), by, note),
    async review(id, note, nextAt, by) {
      const at = now()
      if (nextAt <= at || nextAt > at + means.reviewDays() * DAY_MS) {
        return fail(`the next review must be within ${means.reviewDays()} days from now`)
      }
      const outcome = await ledger.reviewHold(id, { note, nextAt, at, by })
      return outcome === 'reviewed' ? ok(outcome) : fail(outcome)
    },
    async release(id, ground, by) {
      const hold = await ledger.hold(id)
      if (hold && ground.ground === 'schedule-elapsed') {
        const earliest = releasableAt(schedule, hold.schedule, ground.closedAt)
        if (earliest === null) return fail(`what is held under ${hold.schedule} is permanent`)
        if (earliest > now()) {
          return fail(
            `${hold.schedule} says that it is kept until ${new Date(earliest).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
          )
        }
      }
      const closed = ground.ground === 'schedule-elapsed' ? ` ${new Date(ground.closedAt).toISOString()}` : ''
      const outcome = await ledger.releaseHold(id, `${ground.ground}${closed}: ${ground.note}`, now(), by)
      if (outcome !== 'released') return fail(outcome)
      await cases.destroy(id)
      return ok(outcome)
    },
    async resume() {
      for (const id of await cases.holds()) {
        if ((await ledger.hold(id))?.state === 'released') await cases.destroy(id)
      }
    },
  }
}
