import { createHash } from 'node:crypto'
import { type Day, dayOf, type RandomBytes, type Uuid7, uuid7 } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import { canonicalJson, sha256 } from '@archway/shared/signing'
import type { SealedSecret } from '../audit/secrets.ts'
import type { HeldItem, HoldLedger, HoldRecord } from '../ledger/hold-ledger.ts'
import type { Passing, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import type { CaseStore } from './case-store.ts'
import { releasableAt, type Schedule } from './schedule.ts'

const DAY_MS = 86_400_000

export interface HoldMeans {
  readonly ledger: HoldLedger
  readonly store: Pick<Store, 'passing' | 'image' | 'alert'>
  readonly vault: Pick<Vault, 'get'>
  readonly cases: CaseStore
  readonly schedule: Schedule
  /** The longest time until somebody must look at a hold again, days. */
  readonly reviewDays: () => number
  readonly now: () => number
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

/** What is wrong with a held item. */
interface HeldFinding {
  readonly item: Pick<HeldItem, 'kind' | 'id' | 'read'>
  readonly problem: string
}

export interface Holds {
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
  /** Reads every item and holds it against its hash. */
  verify(hold: Uuid7): Promise<HeldFinding[]>
  read(hold: Uuid7, kind: HeldItem['kind'], id: Uuid7): Promise<Uint8Array | null>
  /** A passing that is held, wherever its day is. */
  passing(read: Uuid7): Promise<Passing | null>
  image(id: Uuid7): Promise<Uint8Array | null>
  /**
   * Before a day is purged: sees to it that everything held of it is in the cases' stores, and says what. Rejects
   * when something is not; then the day must stay.
   */
  keep(day: Day): Promise<{ hold: Uuid7; reads: number; items: number }[]>
  /** Finishes what a kill left: copies of approved holds, files of released ones. */
  resume(): Promise<void>
}

export function createHolds(means: HoldMeans): Holds {
  const { ledger, store, vault, cases, schedule, now } = means

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

  const itemOf = (kind: HeldItem['kind'], id: Uuid7, read: Uuid7, bytes: Uint8Array): HeldItem => ({
    kind,
    id,
    read,
    day: dayOf(read),
    bytes: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    at: now(),
  })

  /** Copies what is not there yet. What the passing says at the first copy stands; images may still come. */
  const secureRead = async (hold: Uuid7, read: Uuid7, known: readonly HeldItem[]): Promise<HeldItem[]> => {
    const has = (kind: HeldItem['kind'], id: Uuid7) =>
      known.some((item) => item.kind === kind && item.id === id)
    const passing = await store.passing(read)
    // Its day is gone: what was copied before stands, and what was not is lost; `verify` says so.
    if (!passing) return []
    const items: HeldItem[] = []
    const put = async (kind: HeldItem['kind'], id: Uuid7, bytes: Uint8Array) => {
      // A copy of before a kill stands, and is what the record must describe.
      const content = (await cases.get(hold, kind, id)) ?? bytes
      await cases.put(hold, kind, id, content)
      items.push(itemOf(kind, id, read, content))
    }
    if (!has('passing', read)) await put('passing', read, Buffer.from(canonicalJson(passing)))
    for (const id of passing.storedImages) {
      if (has('image', id)) continue
      const bytes = await vault.get(id)
      const announced = passing.read.images.find((image) => image.id === id)
      if (!bytes || sha256(bytes) !== announced?.sha256) {
        throw new Error(`image ${id} is not what its Read announced; it cannot be held as evidence`)
      }
      await put('image', id, bytes)
    }
    return items
  }

  const secure = async (
    { id, reads }: Pick<HoldRecord, 'id' | 'reads'>,
    day: Day | null = null,
  ): Promise<void> => {
    const known = await ledger.heldItems(id)
    const items: HeldItem[] = []
    for (const read of reads) {
      if (day === null || dayOf(read) === day) items.push(...(await secureRead(id, read, known)))
    }
    await ledger.holdSecured(id, items, now())
  }

  const verifyItems = async (hold: Uuid7, items: readonly HeldItem[]): Promise<HeldFinding[]> => {
    const findings: HeldFinding[] = []
    for (const { kind, id, read, sha256: wanted } of items) {
      const problem = await cases.get(hold, kind, id).then(
        (bytes) => (!bytes ? 'missing' : sha256(bytes) === wanted ? null : 'changed'),
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      if (problem !== null) findings.push({ item: { kind, id, read }, problem })
    }
    return findings
  }

  const findItem = async (kind: HeldItem['kind'], id: Uuid7): Promise<Uint8Array | null> => {
    for (const hold of await ledger.holdsOn(dayOf(id))) {
      const item = (await ledger.heldItems(hold.id)).find((one) => one.kind === kind && one.id === id)
      const bytes = item && (await cases.get(hold.id, kind, id))
      if (bytes && sha256(bytes) === item?.sha256) return bytes
    }
    return null
  }

  return {
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
    async verify(id) {
      const hold = await ledger.hold(id)
      const items = await ledger.heldItems(id)
      const isHeld = hold?.state === 'active' || hold?.state === 'securing'
      const lost = (isHeld ? hold.reads : []).filter((read) => !items.some((item) => item.read === read))
      return [
        ...lost.map((read) => ({
          item: { kind: 'passing' as const, id: read, read },
          problem: 'lost: its day was purged before it could be copied',
        })),
        ...(isHeld ? await verifyItems(id, items) : []),
      ]
    },
    read: (hold, kind, id) => cases.get(hold, kind, id),
    async passing(read) {
      const bytes = await findItem('passing', read)
      return bytes && (JSON.parse(Buffer.from(bytes).toString('utf8')) as Passing)
    },
    image: (id) => findItem('image', id),
    async keep(day) {
      const kept: { hold: Uuid7; reads: number; items: number }[] = []
      for (const hold of await ledger.holdsOn(day)) {
        await secure(hold, hold.state === 'active' ? day : null)
        const items = (await ledger.heldItems(hold.id)).filter((item) => item.day === day)
        const [finding] = await verifyItems(hold.id, items)
        if (finding)
          throw new Error(`hold ${hold.id}: ${finding.item.kind} ${finding.item.id} is ${finding.problem}`)
        kept.push({
          hold: hold.id,
          reads: hold.reads.filter((read) => dayOf(read) === day).length,
          items: items.length,
        })
      }
      return kept
    },
    async resume() {
      for (const id of await cases.holds()) {
        if ((await ledger.hold(id))?.state === 'released') await cases.destroy(id)
      }
    },
  }
}
