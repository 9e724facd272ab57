import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openRoom, type Room } from './room.fixture.ts'

const HOUR = 3_600_000

let room: Room
beforeEach(async () => {
  room = await openRoom()
})
afterEach(() => room.close())

const propose = async (change = {}, by = 'kim') => {
  const made = await room.entryDesk.propose(room.order(change), by)
  if (!made.ok) throw new Error(made.error.reason)
  return made.value
}
const actions = async () =>
  (await room.ledger.uses(0, 200))
    .filter(({ action }) => action.startsWith('entry-') || action === 'back-search')
    .map(({ who, action, outcome }) => `${who} ${action} ${outcome}`)

describe('entries made by hand', () => {
  test('promise 10: nothing is listed without purpose, open case and a second person', async () => {
    const entry = await propose()
    expect(room.listed()).toEqual([])
    expect(await room.entryDesk.decide(entry.n, 'approved', 'kim')).toMatchObject({
      ok: false,
      error: { status: 409, reason: expect.stringMatching(/another person/) },
    })
    expect(room.listed()).toEqual([])
    expect(await room.entryDesk.decide(entry.n, 'approved', 'lee')).toMatchObject({
      ok: true,
      value: { state: 'approved', decidedBy: 'lee' },
    })
    expect(room.listed()).toEqual(['AB123'])
    const view = await room.book.entry(room.idOf('AB123'))
    expect(view).toMatchObject({
      list: 'manual',
      live: true,
      jurisdiction: 'us-mo',
      category: 'stolen-vehicle',
    })
    expect(await actions()).toEqual([
      'kim entry-propose success',
      'kim entry-approve failure',
      'lee entry-approve success',
      // The entry, and with the first list its canary.
      'archway entry-publish success',
      'archway entry-publish success',
    ])
  })

  test('promise 10: the ledger itself refuses an approval by whoever asked, whatever the program says', async () => {
    const entry = await propose()
    expect(await room.ledger.decideEntry(entry.n, 'approved', room.clock.now, 'kim')).toBe('same-person')
    expect((await room.ledger.manualEntry(entry.n))?.state).toBe('open')
  })

  test.each([
    ['no such case', { case: '26-404' }, /no case/],
    ['another purpose than the case', { purpose: 'felony-investigation' }, /same purpose/],
    ['a category that policy denies', { category: 'missing-person' }, /denies/],
    ['no plate', { plate: 'UNKNOWN' }, /plate/],
    ['longer than policy lets it', { hours: 169 }, /at most 168/],
    ['an owner whom nobody knows', { owner: 'nobody' }, /owner/],
  ])('%s is refused, and says what to do', async (_what, change, reason) => {
    const outcome = await room.entryDesk.propose(room.order(change as object), 'kim')
    expect(outcome).toMatchObject({ ok: false, error: { reason: expect.stringMatching(reason) } })
    expect(await room.ledger.manualEntries({ limit: 9 })).toEqual([])
  })

  test('a closed case gives no entry', async () => {
    await room.ledger.closeCase('26-1', room.clock.now, 'kim')
    expect(await room.entryDesk.propose(room.order(), 'kim')).toMatchObject({
      ok: false,
      error: { reason: expect.stringMatching(/closed/) },
    })
  })

  test('it ends by the clock after what policy says, and is off the list then', async () => {
    const entry = await propose()
    expect(entry.expiresAt).toBe(room.clock.now + 24 * HOUR)
    await room.entryDesk.decide(entry.n, 'approved', 'lee')
    room.clock.now = entry.expiresAt - 1
    await room.tick()
    expect(room.listed()).toEqual(['AB123'])
    room.clock.now = entry.expiresAt
    await room.tick()
    expect(room.listed()).toEqual([])
    expect((await room.ledger.manualEntry(entry.n))?.state).toBe('expired')
    const late = await propose({ plate: 'CD4' })
    room.clock.now = late.expiresAt
    expect(await room.entryDesk.decide(late.n, 'approved', 'lee')).toMatchObject({ ok: false })
  })

  test('the plate is nowhere in the use log, and opens from beside it', async () => {
    await propose()
    const uses = await room.ledger.uses(0, 100)
    expect(JSON.stringify(uses)).not.toMatch(/AB ?1-?23|taken from/)
    const line = uses.find(({ action }) => action === 'entry-propose')
    expect(await room.ledger.secret({ line: line?.n ?? 0 })).not.toBeNull()
  })

  test('what was proposed cannot be changed afterwards, nor removed', async () => {
    const entry = await propose()
    await room.entryDesk.decide(entry.n, 'refused', 'lee')
    expect(await room.entryDesk.decide(entry.n, 'approved', 'lee')).toMatchObject({ ok: false })
    expect(room.listed()).toEqual([])
  })

  test('after a kill between the decision and the list, the next look makes up for it', async () => {
    const entry = await propose()
    await room.ledger.decideEntry(entry.n, 'approved', room.clock.now, 'lee')
    expect(room.listed()).toEqual([])
    await room.tick()
    expect(room.listed()).toEqual(['AB123'])
  })

  test('no file replaces the list of entries made by hand', async () => {
    await expect(room.bring('manual', 'X1')).rejects.toThrow(/kept by Archway/)
    await expect(room.bring('canary', 'X1')).rejects.toThrow(/kept by Archway/)
  })

  test('they do not age: a manual entry neither freshens nor outdates a source', async () => {
    await room.bring('hot', 'H1')
    const { oldestSourceAt } = (await room.ledger.hotlistVersion()) ?? {}
    room.clock.now += 5 * HOUR
    const entry = await propose()
    await room.entryDesk.decide(entry.n, 'approved', 'lee')
    expect((await room.ledger.hotlistVersion())?.oldestSourceAt).toBe(oldestSourceAt)
    expect(room.listed()).toEqual(['AB123', 'H1'])
  })
})
