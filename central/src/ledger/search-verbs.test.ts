import { uuid7 } from '@archway/shared/id'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { random } from '../store/judged.fixture.ts'
import { openSearchRoom, type SearchRoom, T } from './search.fixture.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let room: SearchRoom
beforeEach(async () => {
  room = await openSearchRoom()
})
afterEach(() => room.close())

const lines = async () =>
  (await room.ledger.uses(0, 100)).map(({ who, action, outcome, detail }) =>
    `${who} ${action} ${outcome} ${detail ?? ''}`.replace(/[0-9a-f]{64}/, '#'),
  )

describe('cases', () => {
  test('a case is opened once and closed once, and both are in the log', async () => {
    const again = {
      number: '26-1001',
      purpose: 'felony-investigation',
      owner: 'bob',
      at: T,
      by: 'bob',
    } as const
    expect(await room.ledger.openCase(again)).toBe('exists')
    expect(await room.ledger.closeCase('26-1001', T + 1, 'sue')).toBe('closed')
    expect(await room.ledger.closeCase('26-1001', T + 2, 'sue')).toBe('already-closed')
    expect(await room.ledger.closeCase('26-9999', T + 2, 'sue')).toBe('unknown-case')
    expect(await room.ledger.caseOf('26-1001')).toEqual({
      number: '26-1001',
      purpose: 'stolen-property',
      owner: 'ann',
      openedAt: T,
      openedBy: 'ann',
      closedAt: T + 1,
      closedBy: 'sue',
    })
    expect(await lines()).toEqual([
      'ann case-open success stolen-property',
      'bob case-open failure exists',
      'sue case-close success ',
      'sue case-close failure already-closed',
      'sue case-close failure unknown-case',
    ])
  })

  test('cases are paged by state', async () => {
    for (const n of [2, 3]) {
      await room.ledger.openCase({
        number: `26-100${n}`,
        purpose: 'stolen-property',
        owner: 'ann',
        at: T,
        by: 'ann',
      })
    }
    await room.ledger.closeCase('26-1002', T, 'sue')
    const page = async (state: 'open' | 'closed' | null, before: string | null = null, limit = 9) =>
      (await room.ledger.cases({ state, before, limit })).map(({ number }) => number)
    expect(await page(null)).toEqual(['26-1003', '26-1002', '26-1001'])
    expect(await page('open')).toEqual(['26-1003', '26-1001'])
    expect(await page('closed')).toEqual(['26-1002'])
    expect(await page(null, '26-1003', 1)).toEqual(['26-1002'])
  })
})

describe('searching', () => {
  test('promise 10: a search names a case of its purpose, and is in the log with what it was for', async () => {
    expect(await room.ledger.beginSearch(room.start())).toEqual({ refused: null, repeated: null })
    const other = room.start({ purpose: 'felony-investigation' })
    expect(await room.ledger.beginSearch(other)).toEqual({ refused: 'other-purpose' })
    expect(await room.ledger.beginSearch(room.start({ case: '26-7' }))).toEqual({ refused: 'unknown-case' })
    expect(await lines()).toEqual([
      'ann case-open success stolen-property',
      'ann read-search success stolen-property · case 26-1001 · #',
      'ann read-search failure felony-investigation · case 26-1001 · refused: other-purpose · #',
      'ann read-search failure stolen-property · case 26-7 · refused: unknown-case · #',
    ])
    expect(JSON.stringify(await room.ledger.uses(0, 100))).not.toContain('AB12CD')
    const sealed = await room.ledger.secret({ line: 3 })
    expect(sealed && room.secrets.open(sealed), 'a refused query too').toMatchObject({
      text: 'order for AB12CD',
    })
    expect(await room.ledger.searches({ limit: 9 })).toHaveLength(1)
  })

  test('promise 11: a closed case is refused; a release helps only where the policy says so', async () => {
    const id = uuid7(T, random)
    const asking = {
      purpose: 'stolen-property',
      case: '26-1001',
      grounds: ['closed-case'],
      by: 'ann',
    } as const
    await room.ledger.askRelease({ id, at: T, ...asking, secret: room.secrets.seal('x', T) })
    await room.ledger.decideRelease({
      id,
      at: T,
      by: 'sue',
      outcome: 'released',
      secret: room.secrets.seal('y', T),
    })
    await room.ledger.closeCase('26-1001', T, 'sue')
    expect(await room.ledger.beginSearch(room.start())).toEqual({ refused: 'case-closed' })
    expect(await room.ledger.beginSearch(room.start({ release: id }))).toEqual({ refused: 'case-closed' })
    const released = room.start({ release: id, mayReleaseClosed: true })
    expect(await room.ledger.beginSearch(released)).toEqual({ refused: null, repeated: null })
    const again = room.start({ release: id, mayReleaseClosed: true })
    expect(await room.ledger.beginSearch(again), 'it is used up').toEqual({ refused: 'not-released' })
  })

  test('a next page is for whoever began it, for a while, and to a number of results', async () => {
    const start = room.start()
    await room.ledger.beginSearch(start)
    const turn = { id: start.id, at: T, who: 'ann', limit: 50, most: 120, begunSince: T - HOUR_MS }
    expect(await room.ledger.continueSearch({ ...turn, who: 'bob' })).toEqual({ refused: 'unknown-search' })
    expect(await room.ledger.continueSearch({ ...turn, id: uuid7(T, random) })).toEqual({
      refused: 'unknown-search',
    })
    expect(await room.ledger.continueSearch({ ...turn, begunSince: T + 1 })).toEqual({
      refused: 'search-over',
    })
    expect(await room.ledger.continueSearch(turn)).toEqual({ refused: null, line: 2 })
    expect(await room.ledger.continueSearch(turn), '150 of 120').toEqual({ refused: 'too-many-results' })
    await room.ledger.closeCase('26-1001', T, 'sue')
    expect(await room.ledger.continueSearch({ ...turn, limit: 1 })).toEqual({ refused: 'case-closed' })
    expect(await lines()).toContain('ann read-search failure next page refused: too-many-results')
  })
})

describe('how much a search showed', () => {
  test('is known when each page that was begun has been counted', async () => {
    const start = room.start()
    await room.ledger.beginSearch(start)
    const shown = async () => (await room.ledger.searches({ limit: 9 }))[0]?.shown
    expect(await shown()).toEqual({ reads: 0, whole: false })
    await room.ledger.countShown([{ search: start.id, reads: 50 }])
    expect(await shown()).toEqual({ reads: 50, whole: true })
    await room.ledger.continueSearch({ ...start, limit: 50, most: 120, begunSince: T - HOUR_MS })
    expect(await shown(), 'its next page is on its way').toEqual({ reads: 50, whole: false })
    await room.ledger.countShown([{ search: start.id, reads: 3 }])
    expect(await shown()).toEqual({ reads: 53, whole: true })
  })

  test('is never more than was asked for, and counts a page that is told again once', async () => {
    const start = room.start()
    await room.ledger.beginSearch(start)
    const shown = async () => (await room.ledger.searches({ limit: 9 }))[0]?.shown
    await expect(room.ledger.countShown([{ search: start.id, reads: 51 }])).rejects.toThrow(/CHECK/)
    expect(await shown()).toEqual({ reads: 0, whole: false })
    const page = { search: start.id, reads: 20 }
    await room.ledger.countShown([page, page])
    await room.ledger.countShown([page])
    expect(await shown()).toEqual({ reads: 20, whole: true })
  })
})

describe('releases', () => {
  const ask = async (grounds: readonly ('no-plate' | 'location-sweep')[]) => {
    const id = uuid7(T, random)
    const secret = room.secrets.seal('everything on Market Street', T)
    const asking = {
      id,
      at: T,
      by: 'ann',
      purpose: 'stolen-property',
      case: '26-1001',
      grounds,
      secret,
    } as const
    expect(await room.ledger.askRelease(asking)).toBe('asked')
    return id
  }
  const decide = (id: string, by: string, outcome: 'released' | 'refused' = 'released', at = T) =>
    room.ledger.decideRelease({ id, at, by, outcome, secret: room.secrets.seal('because', at) })

  test('promise 12: a broad search runs only when another person released exactly that much', async () => {
    const broad = { grounds: ['no-plate', 'location-sweep'] } as const
    expect(await room.ledger.beginSearch(room.start(broad))).toEqual({ refused: 'needs-release' })
    const id = await ask(['no-plate', 'location-sweep'])
    expect(await room.ledger.beginSearch(room.start({ ...broad, release: id }))).toEqual({
      refused: 'not-released',
    })
    expect(await decide(id, 'ann')).toBe('same-person')
    expect(await decide(id, 'sue')).toBe('decided')
    expect(await decide(id, 'eve', 'refused')).toBe('decided-already')
    const foreign = room.start({ ...broad, release: id, who: 'bob' })
    expect(await room.ledger.beginSearch(foreign)).toEqual({ refused: 'not-released' })
    const late = room.start({ ...broad, release: id, releasedSince: T + 1 })
    expect(await room.ledger.beginSearch(late)).toEqual({ refused: 'not-released' })
    expect(await room.ledger.beginSearch(room.start({ ...broad, release: id }))).toMatchObject({
      refused: null,
    })
    expect(await room.ledger.release(id)).toMatchObject({
      state: 'used',
      decidedBy: 'sue',
      grounds: broad.grounds,
    })
  })

  test('what was released for less lets no more through, and what was refused lets nothing through', async () => {
    const less = await ask(['no-plate'])
    await decide(less, 'sue')
    const more = room.start({ grounds: ['no-plate', 'location-sweep'], release: less })
    expect(await room.ledger.beginSearch(more)).toEqual({ refused: 'needs-release' })
    const refused = await ask(['no-plate'])
    await decide(refused, 'sue', 'refused')
    const start = room.start({ grounds: ['no-plate'], release: refused })
    expect(await room.ledger.beginSearch(start)).toEqual({ refused: 'not-released' })
    expect(await decide(uuid7(T, random), 'sue')).toBe('unknown-release')
  })

  test('releases are listed by state and by who asked', async () => {
    const [one, two] = [await ask(['no-plate']), await ask(['no-plate'])].sort()
    await decide(one ?? '', 'sue')
    const ids = async (state: 'requested' | 'released' | null, askedBy: string | null = null) =>
      (await room.ledger.releases({ state, askedBy, before: null, limit: 9 })).map(({ id }) => id)
    expect(await ids(null)).toEqual([two, one])
    expect(await ids('requested')).toEqual([two])
    expect(await ids('released')).toEqual([one])
    expect(await ids(null, 'bob')).toEqual([])
  })
})

describe('the repeated target', () => {
  test('the same plate by the same person raises a notice, in whatever spelling, over the turn of a month', async () => {
    const times = [T, T + 3 * DAY_MS, T + 8 * DAY_MS]
    const plates = ['AB10CD', 'ab-10 cd', 'ABIOCD']
    const outcomes = []
    for (const [n, at] of times.entries()) {
      const plate = plates[n] ?? ''
      outcomes.push(await room.ledger.beginSearch(room.start({ at, plate })))
    }
    expect(outcomes.map((outcome) => ('repeated' in outcome ? outcome.repeated : outcome))).toEqual([
      null,
      null,
      3,
    ])
    expect(await room.ledger.repeatNotices({ before: null, limit: 9 })).toMatchObject([
      { who: 'ann', uses: 3, withinDays: 30, at: times[2] },
    ])
  })

  test('another person, another plate, or long ago is none', async () => {
    await room.ledger.beginSearch(room.start({ at: T - 31 * DAY_MS }))
    await room.ledger.beginSearch(room.start())
    await room.ledger.beginSearch(room.start({ who: 'bob' }))
    await room.ledger.beginSearch(room.start({ plate: 'ZZ99ZZ' }))
    expect(await room.ledger.beginSearch(room.start())).toEqual({ refused: null, repeated: null })
    expect(await room.ledger.repeatNotices({ before: null, limit: 9 })).toEqual([])
  })
})
