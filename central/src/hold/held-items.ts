import { type Day, dayOf, type Uuid7 } from '@archway/shared/id'
import { canonicalJson, sha256 } from '@archway/shared/signing'
import type { HeldItem, HoldLedger, HoldRecord } from '../ledger/hold-ledger.ts'
import type { Passing, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import type { CaseStore } from './case-store.ts'

export interface HeldMeans {
  readonly ledger: Pick<HoldLedger, 'hold' | 'heldItems' | 'holdsOn' | 'holdSecured'>
  readonly store: Pick<Store, 'passing'>
  readonly vault: Pick<Vault, 'get'>
  readonly cases: CaseStore
  readonly now: () => number
}

/** What is wrong with a held item. */
interface HeldFinding {
  readonly item: Pick<HeldItem, 'kind' | 'id' | 'read'>
  readonly problem: string
}

/** The copies in the cases' stores, and the ledger's record of each. */
export interface HeldItems {
  /**
   * Copies what is not there yet, and has the ledger know; rejects when something cannot be kept.
   * @param day its Reads only; all, unless given
   */
  secure(hold: Pick<HoldRecord, 'id' | 'reads'>, day?: Day | null): Promise<void>
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
}

export function heldItems({ ledger, store, vault, cases, now }: HeldMeans): HeldItems {
  /** What the passing says at the first copy stands; images may still come. */
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
      items.push({
        kind,
        id,
        read,
        day: dayOf(read),
        bytes: content.byteLength,
        sha256: sha256(content),
        at: now(),
      })
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

  const secure: HeldItems['secure'] = async ({ id, reads }, day = null) => {
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

  const find = async (kind: HeldItem['kind'], id: Uuid7): Promise<Uint8Array | null> => {
    for (const hold of await ledger.holdsOn(dayOf(id))) {
      const item = (await ledger.heldItems(hold.id)).find((one) => one.kind === kind && one.id === id)
      const bytes = item && (await cases.get(hold.id, kind, id))
      if (bytes && sha256(bytes) === item?.sha256) return bytes
    }
    return null
  }

  return {
    secure,
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
      const bytes = await find('passing', read)
      return bytes && (JSON.parse(Buffer.from(bytes).toString('utf8')) as Passing)
    },
    image: (id) => find('image', id),
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
  }
}
