import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { uuid7 } from '@archway/shared/id'
import { sha256 } from '@archway/shared/signing'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { daysOld, openWholeData } from '../retention/retention.fixture.ts'
import { sweep } from '../retention/sweep.ts'
import { NOON, random } from '../store/judged.fixture.ts'
import { openCaseStore } from './case-store.ts'
import { createHolds, type HoldMeans, type HoldOrder } from './holds.ts'
import { readSchedule, releasableAt } from './schedule.ts'

const DAY_MS = 86_400_000
type Data = Awaited<ReturnType<typeof openWholeData>>
let data: Data
beforeEach(async () => {
  data = await openWholeData()
})
afterEach(() => data.discard())

const cases = () =>
  openCaseStore({ held: join(data.folder, 'held'), keys: join(data.folder, 'cases') }, data.master)
const holds = (over: Partial<HoldMeans> = {}) =>
  createHolds({
    ledger: data.ledger,
    store: data.store,
    vault: data.vault,
    cases: cases(),
    schedule: readSchedule(null),
    reviewDays: () => 180,
    now: data.now,
    random,
    ...over,
  })
const order = (over: Partial<HoldOrder> = {}): HoldOrder => ({
  caseNumber: '26-001234',
  schedule: 'PROV-STOLEN',
  reason: 'evidence of the theft',
  reads: [],
  alerts: [],
  images: [],
  reviewAt: null,
  ...over,
})
const propose = async (over: Partial<HoldOrder>) => {
  const proposed = await holds().propose(order(over), 'ann')
  if (!proposed.ok) throw new Error(proposed.error)
  return proposed.value
}

// The fixture puts other bytes under an image's id; evidence must be what was announced.
const keepReal = async (capturedAt: number, hits = true) => {
  const vaultPut = data.vault.put
  const bytesOf = new Map<string, Uint8Array>()
  data.vault.put = (id, bytes) => vaultPut(id, bytesOf.get(id) ?? bytes)
  const ids = [uuid7(capturedAt, random), uuid7(capturedAt, random)]
  const refs = ids.map((id, index) => {
    const bytes = Buffer.from(`picture ${id}`)
    bytesOf.set(id, bytes)
    return {
      id,
      angle: 1 as const,
      kind: (['scene', 'plate'] as const)[index] ?? 'scene',
      sha256: sha256(bytes),
      bytes: bytes.byteLength,
    }
  })
  const made = await data.keep(capturedAt, hits, { images: refs })
  data.vault.put = vaultPut
  return { ...made, picture: bytesOf.get(made.image) }
}

describe('holds', () => {
  it('promise 16: what is held survives the purge of its day, under the key of the case; its neighbour does not', async () => {
    const held = await keepReal(daysOld(90))
    const neighbour = await keepReal(daysOld(90))
    const { id } = await propose({ alerts: [held.alert] })
    expect(await holds().approve(id, 'bob')).toBe('securing')
    expect(await data.ledger.hold(id)).toMatchObject({
      state: 'active',
      decidedBy: 'bob',
      reads: [held.read.id],
    })
    const { purged } = await sweep(data.means({ held: holds().keep }))
    expect(purged).toMatchObject([{ counts: { reads: 2 }, held: [{ hold: id, reads: 1, items: 3 }] }])
    expect(await data.vault.get(held.image)).toBeNull()
    expect(await holds().image(held.image)).toEqual(held.picture)
    expect(await holds().passing(held.read.id)).toMatchObject({
      read: held.read,
      hits: [{}],
      alerts: [{ id: held.alert }],
    })
    expect(await holds().image(neighbour.image)).toBeNull()
    expect(await holds().passing(neighbour.read.id)).toBeNull()
    expect(await holds().verify(id)).toEqual([])
  })

  it('promise 16: nobody approves what they proposed, not in the program and not in the table', async () => {
    const read = await keepReal(NOON)
    const { id } = await propose({ reads: [read.read.id] })
    expect(await holds().approve(id, 'ann')).toBe('same-person')
    expect((await data.ledger.uses(0, 9)).at(-1)).toMatchObject({
      who: 'ann',
      action: 'hold-approve',
      outcome: 'failure',
    })
    const db = new Database(join(data.folder, 'ledger.db'))
    expect(() =>
      db
        .prepare("UPDATE hold SET state = 'securing', decided_by = 'ann', decided_at = 1 WHERE id = ?")
        .run(id),
    ).toThrow(/CHECK/)
    db.close()
    expect(await holds().refuse(id, 'ann'), 'taking it back needs nobody else').toBe('refused')
    expect(await holds().approve(id, 'bob')).toBe('wrong-state')
    expect(await holds().approve(uuid7(NOON, random), 'bob')).toBe('unknown-hold')
  })

  it('promise 17: held items are write-once; a changed, exchanged or missing one is found', async () => {
    const one = await keepReal(NOON)
    const { id } = await propose({ images: [one.image] })
    await holds().approve(id, 'bob')
    await expect(cases().put(id, 'image', one.image, Buffer.from('other'))).rejects.toThrow('write-once')
    const db = new Database(join(data.folder, 'ledger.db'))
    expect(() => db.exec("UPDATE held_item SET sha256 = 'x'")).toThrow('write-once')
    expect(() => db.exec('DELETE FROM held_item')).toThrow('write-once')
    expect(() => db.exec('DELETE FROM hold')).toThrow('holds are kept')
    db.close()
    const folder = join(data.folder, 'held', id)
    const file = join(folder, `image-${one.image}`)
    expect(statSync(file).mode & 0o777).toBe(0o400)
    expect(readdirSync(folder)).toHaveLength(3)
    chmodSync(file, 0o600)
    writeFileSync(file, 'changed')
    expect(await holds().verify(id)).toMatchObject([{ item: { kind: 'image', id: one.image } }])
    // A day with a damaged hold is not purged before a person has looked: the original is still there.
    await expect(holds().keep(one.day)).rejects.toThrow(id)
  })

  it('promise 14: a day of which a hold could not be copied stays, and the others go', async () => {
    const held = await keepReal(daysOld(91))
    const other = await keepReal(daysOld(90))
    const { id } = await propose({ reads: [held.read.id] })
    const full = { ...cases(), put: () => Promise.reject(new Error('the disk is full')) }
    await expect(holds({ cases: full }).approve(id, 'bob')).rejects.toThrow('full')
    const report = await sweep(data.means({ held: holds({ cases: full }).keep }))
    expect(report.purged.map(({ day }) => day)).toEqual([other.day])
    expect(report.failed).toMatchObject([{ day: held.day }])
    const again = await sweep(data.means({ held: holds().keep }))
    expect(again.purged).toMatchObject([{ day: held.day, held: [{ hold: id }] }])
    expect(await data.ledger.hold(id)).toMatchObject({ state: 'active' })
  })

  it('an image that came after the hold is kept too', async () => {
    const made = await keepReal(daysOld(89))
    const { id } = await propose({ reads: [made.read.id] })
    const vault = { get: async (image: string) => (image === made.image ? null : data.vault.get(image)) }
    await expect(holds({ vault }).approve(id, 'bob')).rejects.toThrow('not what its Read announced')
    await holds().keep(made.day)
    expect(await data.ledger.heldItems(id)).toHaveLength(3)
  })

  it('what was purged before the approval is not held, and the approval says so', async () => {
    const made = await keepReal(daysOld(90))
    const { id } = await propose({ reads: [made.read.id] })
    await sweep(data.means({ held: holds().keep }))
    expect(await holds().approve(id, 'bob')).toBe('purged')
    expect(await data.ledger.hold(id)).toMatchObject({ state: 'proposed' })
  })

  it('promise 17: released only when the schedule lets it, by another person, and then for good', async () => {
    const made = await keepReal(NOON)
    const { id } = await propose({ reads: [made.read.id] })
    await holds().approve(id, 'bob')
    const elapsed = { ground: 'schedule-elapsed', closedAt: NOON, note: 'case closed' } as const
    expect(await holds().release(id, elapsed, 'bob')).toMatchObject({
      ok: false,
      error: /kept until 2031-03-01/,
    })
    data.setNow(Date.UTC(2031, 2, 1, 12))
    expect(await holds().release(id, elapsed, 'ann')).toEqual({ ok: false, error: 'same-person' })
    expect(await holds().release(id, elapsed, 'bob')).toMatchObject({ ok: true })
    expect(await holds().read(id, 'image', made.image)).toBeNull()
    expect(readdirSync(join(data.folder, 'cases'))).toEqual([`${id}.destroyed`])
    await expect(cases().put(id, 'image', made.image, Buffer.from('x'))).rejects.toThrow('released')
    expect(await data.ledger.hold(id)).toMatchObject({
      state: 'released',
      releasedBecause: /schedule-elapsed/,
    })
  })

  it('finishes at its start a release that was killed', async () => {
    const made = await keepReal(NOON)
    const { id } = await propose({ reads: [made.read.id] })
    await holds().approve(id, 'bob')
    const dying = { ...cases(), destroy: () => Promise.reject(new Error('killed')) }
    await expect(
      holds({ cases: dying }).release(id, { ground: 'not-evidence', note: 'wrong car' }, 'bob'),
    ).rejects.toThrow()
    expect(await holds().read(id, 'image', made.image)).not.toBeNull()
    await holds().resume()
    expect(await holds().read(id, 'image', made.image)).toBeNull()
  })

  it('is reviewed within what policy says', async () => {
    const made = await keepReal(NOON)
    const { id, reviewAt } = await propose({ reads: [made.read.id] })
    expect(reviewAt).toBe(NOON + 180 * DAY_MS)
    await holds().approve(id, 'bob')
    expect(await holds().review(id, 'still needed', NOON + 181 * DAY_MS, 'bob')).toMatchObject({ ok: false })
    expect(await holds().review(id, 'still needed', NOON + 90 * DAY_MS, 'bob')).toMatchObject({ ok: true })
    expect(await data.ledger.hold(id)).toMatchObject({
      reviewAt: NOON + 90 * DAY_MS,
      reviews: [{ by: 'bob' }],
    })
  })

  it.each([
    ['an unknown code', { schedule: 'X' }, /known: PROV/],
    ['nothing to hold', {}, /at least one/],
    ['a Read that is not there', { reads: [uuid7(NOON, random)] }, /no Read/],
    ['an alert that is not there', { alerts: [uuid7(NOON, random)] }, /no alert/],
    ['an image that is not there', { images: [uuid7(NOON, random)] }, /no image/],
    ['a review that is too far off', { reviewAt: NOON + 400 * DAY_MS }, /within 180 days/],
  ])('refuses %s', async (_, over, why) => {
    expect(await holds().propose(order(over), 'ann')).toMatchObject({
      ok: false,
      error: expect.stringMatching(why),
    })
    expect(await data.ledger.holds(null, 9)).toEqual([])
  })

  it('knows the schedule: so many years after the case was closed, or never', () => {
    const schedule = readSchedule(null)
    expect(releasableAt(schedule, 'PROV-STOLEN', Date.UTC(2024, 1, 29))).toBe(Date.UTC(2029, 2, 1))
    expect(releasableAt(schedule, 'PROV-HOMICIDE', 0)).toBeNull()
    expect(releasableAt(schedule, 'nothing', 0)).toBeNull()
    expect(schedule.checked, 'until a records clerk has checked it').toBeNull()
  })
})
