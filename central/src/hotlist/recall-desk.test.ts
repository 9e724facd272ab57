import { uuid7 } from '@archway/shared/id'
import { matchEntry } from '@archway/shared/match'
import { candidatesOf } from '@archway/shared/read'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { random, someRead } from '../store/judged.fixture.ts'
import { openRoom, type Room } from './room.fixture.ts'

let room: Room
beforeEach(async () => {
  room = await openRoom()
})
afterEach(() => room.close())

/** A vehicle is read and the alert acknowledged. */
async function alertOf(plate: string, by: string | null) {
  const entry = await room.book.entry(room.idOf(plate))
  if (!entry) throw new Error(`no entry ${plate}`)
  const read = someRead({ text: plate, capturedAt: room.clock.now })
  const hit = { ...matchEntry(candidatesOf(read), entry, 1), location: null }
  const alertId = uuid7(room.clock.now, random)
  const judged = { hit, entry, grade: 'actionable', doubts: [], place: null, alertId } as const
  await room.store.saveReads([{ read, hits: [judged], receivedAt: room.clock.now, policy: 'test' }])
  if (by) await room.store.acknowledge(alertId, by, room.clock.now)
  return alertId
}
const recalls = (open = false) => room.ledger.recalls({ open, limit: 10 })

describe('a recall', () => {
  test('takes an imported entry off at once, and the source cannot bring it back', async () => {
    await room.bring('hot', 'H1', 'H2')
    const id = room.idOf('H1')
    const sourceAt = (await room.ledger.lists()).find(({ list }) => list === 'hot')?.sourceAt
    const done = await room.entryDesk.recall(id, 'recovered, owner has it back', 'kim')
    expect(done.ok).toBe(true)
    expect(room.listed()).toEqual(['H2'])
    expect((await room.ledger.lists()).find(({ list }) => list === 'hot')).toMatchObject({
      entries: 1,
      sourceAt,
    })
    const { report } = await room.bring('hot', 'H1', 'H2')
    expect(report.refused.recalled).toBe(1)
    expect(room.listed()).toEqual(['H2'])
    expect(await room.entryDesk.recall(id, 'once more, please', 'kim')).toMatchObject({
      ok: false,
      error: { status: 409 },
    })
    expect(await room.entryDesk.recall('hot:nothing', 'never was there', 'kim')).toMatchObject({
      ok: false,
      error: { status: 404 },
    })
  })

  test('reaches units by the list that they report, and people by their word; who has not confirmed is seen', async () => {
    await room.bring('hot', 'H1', 'H2')
    await alertOf('H1', 'kim')
    await room.entryDesk.recall(room.idOf('H1'), 'recovered this noon', 'lee')
    const [open] = await recalls(true)
    if (!open) throw new Error('no recall')
    const version = open.version ?? 0
    expect(version).toBe(room.book.version()?.version)
    expect(open.receipts.map(({ kind, who, confirmedAt }) => [kind, who, confirmedAt])).toEqual([
      ['person', 'kim', null],
      ['unit', 'car-1', null],
      ['unit', 'car-2', null],
    ])
    room.reports('car-1', version - 1)
    room.clock.now += 1000
    room.reports('car-1', version)
    room.reports('car-2', version)
    await room.ledger.personConfirms(open.n, 'kim', room.clock.now)
    expect((await recalls())[0]?.receipts.map(({ confirmedAt }) => confirmedAt)).toEqual([
      room.clock.now,
      room.clock.now,
      room.clock.now,
    ])
    expect(await recalls(true)).toEqual([])
    expect(await room.ledger.personConfirms(open.n, 'lee', room.clock.now)).toBe('not-asked')
  })

  test('an entry that a list drops is recalled too, once, where somebody has an alert of it', async () => {
    await room.bring('hot', 'H1', 'H2', 'H3')
    await alertOf('H1', 'kim')
    await room.bring('hot', 'H3')
    await room.bring('hot', 'H3', 'H4')
    const found = await recalls()
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ why: 'left-list', list: 'hot', by: 'hot' })
    expect(found[0]?.receipts).toContainEqual(expect.objectContaining({ kind: 'person', who: 'kim' }))
  })

  test('of a manual entry ends it', async () => {
    const made = await room.entryDesk.propose(room.order(), 'kim')
    if (!made.ok) throw new Error(made.error.reason)
    await room.entryDesk.decide(made.value.n, 'approved', 'lee')
    await room.entryDesk.recall(made.value.content.id, 'found in the garage', 'kim')
    expect(room.listed()).toEqual([])
    expect(await room.ledger.manualEntry(made.value.n)).toMatchObject({
      state: 'recalled',
      endedBy: 'kim',
      endedBecause: 'found in the garage',
    })
    expect(room.faults.filter((fault) => !String(fault).includes('not announced'))).toEqual([])
  })
})

describe('the canary', () => {
  test('is on every list, is no real plate, and stays the same', async () => {
    await room.bring('hot', 'H1')
    const canary = [...room.book.rows()].find(({ id }) => id.startsWith('canary:'))
    expect(canary?.plate).toMatch(/^[A-HJ-NP-Z0-9]{10}$/)
    await room.bring('other', 'X1')
    await room.bring('hot', 'H2')
    const later = [...room.book.rows()].filter(({ id }) => id.startsWith('canary:'))
    expect(later).toEqual([canary])
    expect(room.keeper.canaryFault()).toBeNull()
  })

  test('its absence from the list is a fault, and is made good', async () => {
    await room.bring('hot', 'H1')
    const version = room.book.version()?.version ?? 0
    const begun = await room.ledger.beginVersion(version)
    if (typeof begun === 'string') throw new Error(begun)
    const canary = [...room.book.rows()].find(({ id }) => id.startsWith('canary:'))
    await room.ledger.endEntries(begun.turn, version, [canary?.id ?? ''])
    const { version: _, ...rest } = room.book.version() ?? { version: 0 }
    await room.ledger.finishVersion(begun.turn, version, { ...rest, entries: 1 } as never, {
      by: 'x',
      detail: '',
    })
    await room.book.refresh()
    expect(room.keeper.canaryFault()).toMatch(/lacks its canary/)
    await room.tick()
    expect(room.keeper.canaryFault()).toBeNull()
  })

  test('a unit whose matching does not find it is at fault', async () => {
    room.reports('car-1', 1, 'missing')
    expect(room.unit('car-1')?.faults.join()).toMatch(/canary/)
    room.reports('car-1', 1, 'found')
    expect(room.unit('car-1')?.faults.join()).not.toMatch(/canary/)
  })
})
