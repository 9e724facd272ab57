import type { EntryView } from '@archway/shared/api'
import { dayOf } from '@archway/shared/id'
import type { Hit } from '@archway/shared/match'
import type { Read } from '@archway/shared/read'
import { describe, expect, it } from 'vitest'
import type { Unit } from '../fleet/registry.ts'
import { NOON, random, someEntry, someRead } from '../store/judged.fixture.ts'
import { bookOf, POLICY, UNITS } from './ingest.fixture.ts'
import { judge } from './judge.ts'

const fixed = UNITS[0] as Unit
const vehicle = UNITS[1] as Unit
const location = { lat: 38.7, lon: -90.3, accuracyMetres: 6, fixedAt: NOON }

const claim = (change: Partial<Hit> = {}): Hit => ({
  entry: 'V1',
  listVersion: 4,
  text: 'ZZ99ZZ',
  probability: 1,
  exact: 1,
  nearFolded: 0,
  location: null,
  ...change,
})

const judged = (read: Read, hits: Hit[], entries: EntryView[], unit = fixed, nowMs = NOON + 1000) =>
  judge(
    { read, hits },
    unit,
    { book: bookOf(entries), policy: POLICY, random, quarantined: () => false },
    nowMs,
  )

describe('judging', () => {
  it('computes a claimed hit again: what the unit says of it does not count', async () => {
    const read = someRead()
    const entry = someEntry()
    const { judged: result, dropped, foundHere } = await judged(read, [claim()], [entry])
    expect(result).toMatchObject({ read, receivedAt: NOON + 1000, policy: 'plan-1' })
    expect(result.hits).toMatchObject([
      {
        hit: { entry: 'V1', listVersion: 4, text: 'AB12CD', probability: 0.9, exact: 0.9, nearFolded: 0 },
        entry,
        grade: 'actionable',
        doubts: [],
      },
    ])
    expect(dayOf(result.hits[0]?.alertId ?? '')).toBe(dayOf(read.id))
    expect({ dropped, foundHere }).toEqual({ dropped: [], foundHere: 0 })
  })

  it.each([
    ['that no list ever held', [], 'unknown-entry'],
    ['that had expired when the car passed', [someEntry({ expiresAt: NOON })], 'expired-entry'],
    ['of a denied category', [someEntry({ category: 'stolen-part' })], 'denied-category'],
    [
      'of a category that the policy does not name',
      [someEntry({ category: 'stolen-article' })],
      'denied-category',
    ],
    ['that is another plate', [someEntry({ plate: 'XYZ789' })], 'no-match'],
  ])('drops a claim on an entry %s, and keeps the Read', async (_, entries, drop) => {
    const { judged: result, dropped } = await judged(someRead(), [claim()], entries)
    expect(result.hits).toEqual([])
    expect(dropped).toEqual([drop])
  })

  it('takes an entry once', async () => {
    const { judged: result, dropped } = await judged(someRead(), [claim(), claim()], [someEntry()])
    expect(result.hits).toHaveLength(1)
    expect(dropped).toEqual(['repeated'])
  })

  it('finds what the unit’s older list missed', async () => {
    const { judged: result, foundHere } = await judged(someRead(), [], [someEntry()])
    expect(foundHere).toBe(1)
    expect(result.hits).toMatchObject([{ hit: { listVersion: 5, probability: 0.9 }, grade: 'actionable' }])
  })

  it('finds nothing for what is denied, expired by now, or too improbable', async () => {
    const entries = [
      someEntry({ id: 'V1', category: 'stolen-part' }),
      someEntry({ id: 'V2', expiresAt: NOON + 1000 }),
      someEntry({ id: 'V3', plate: 'A812CD' }),
    ]
    expect(await judged(someRead(), [], entries)).toMatchObject({ judged: { hits: [] }, foundHere: 0 })
  })

  it('keeps a claim that is too improbable for an alert, without one', async () => {
    const entry = someEntry({ plate: 'A812CD' })
    const { judged: result } = await judged(someRead(), [claim()], [entry])
    expect(result.hits).toMatchObject([{ hit: { probability: 0.05 }, alertId: null }])
  })

  it.each([
    ['a state that the unit could not tell', null, ['state-unknown']],
    ['another state', { code: 'us-il', probability: 0.95 }, ['state-differs']],
    ['a state that the unit is not sure of', { code: 'us-mo', probability: 0.7 }, ['state-unknown']],
  ])('makes %s no more than a look', async (_, jurisdiction, doubts) => {
    const { judged: result } = await judged(someRead({ jurisdiction }), [claim()], [someEntry()])
    expect(result.hits).toMatchObject([{ grade: 'look-only', doubts }])
  })

  it('makes a category in review no more than a look', async () => {
    const { judged: result } = await judged(someRead(), [claim()], [someEntry({ category: 'wanted-person' })])
    expect(result.hits).toMatchObject([{ grade: 'look-only', doubts: ['category-in-review'] }])
  })

  it('takes an entry that a later list dropped for stale', async () => {
    const { judged: result } = await judged(someRead(), [claim()], [someEntry({ live: false })])
    expect(result.hits).toMatchObject([
      { grade: 'look-only', doubts: ['list-stale'], entry: { live: false } },
    ])
  })

  it('takes every entry for stale when the list is older than policy allows', async () => {
    const entry = someEntry({ expiresAt: NOON * 2 })
    const { judged: result } = await judged(someRead(), [claim()], [entry], fixed, NOON + 24 * 3_600_000)
    expect(result.hits).toMatchObject([{ grade: 'look-only', doubts: ['list-stale'] }])
  })

  it('places a hit of a fixed unit where the department put it, and keeps no coordinates that it sent', async () => {
    const { judged: result } = await judged(someRead(), [claim({ location })], [someEntry()])
    expect(result.hits).toMatchObject([
      {
        hit: { location: null },
        place: { lat: 38.6, lon: -90.2, label: 'Market St at 12th', basis: 'registry', accuracyMetres: null },
      },
    ])
  })

  it('places a hit of a vehicle where it was, and one that it did not claim nowhere', async () => {
    const read = someRead({ device: 'car-1' })
    const entries = [someEntry(), someEntry({ id: 'V2' })]
    const { judged: result } = await judged(read, [claim({ location })], entries, vehicle)
    expect(result.hits).toMatchObject([
      { hit: { location }, place: { lat: 38.7, lon: -90.3, label: null, basis: 'gps', accuracyMetres: 6 } },
      { hit: { location: null }, place: null },
    ])
  })

  it('promise 13: a policy may drop the place of a vehicle even with a hit', async () => {
    const policy = { ...POLICY, location: { vehicleHits: 'drop' } as const }
    const means = { book: bookOf([someEntry()]), policy, random, quarantined: () => false }
    const sighting = { read: someRead({ device: 'car-1' }), hits: [claim({ location })] }
    const { judged: result } = await judge(sighting, vehicle, means, NOON)
    expect(result.hits).toMatchObject([{ hit: { location: null }, place: null }])
  })
})
