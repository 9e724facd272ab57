import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeviceRecord } from '../ledger/ledger.ts'
import { evennessOf } from './evenness.ts'
import { DAY_MS, MARCH } from './report.fixture.ts'
import { withoutFew } from './suppress.ts'
import { vehicleSpread } from './vehicle-spread.ts'

const car = (id: string): DeviceRecord => ({
  id,
  kind: 'vehicle',
  name: id,
  place: null,
  addedAt: MARCH - 30 * DAY_MS,
  revokedAt: null,
  certificate: null,
  lastSeenAt: null,
})
const NORTH = { id: 'north', name: 'North', residents: null, source: null }
const SOUTH = { id: 'south', name: 'South', residents: null, source: null }
const post = (device: string, district: string | null) => ({
  device,
  district,
  task: district === null ? 'traffic' : null,
  since: MARCH - DAY_MS,
  until: null,
  postedBy: 'ann',
})
const spread = (where: readonly (string | null)[], lastReads: { device: string; day: string }[] = []) =>
  vehicleSpread(
    where.map((_, n) => car(`car-${n}`)),
    [NORTH, SOUTH],
    where.map((district, n) => post(`car-${n}`, district)),
    lastReads,
    MARCH,
  )

describe('cars', () => {
  test('promise 34: an uneven spread is noticed, and an even one, give or take one car, is not', () => {
    expect(spread(['north', 'south', 'north']).notices).toEqual([])
    expect(spread(['north', 'north']).notices).toEqual([
      'North has 2 cars and South 0 cars: the plan spreads them evenly over the patrol areas.',
    ])
  })
  test('promise 34: two cars have a task of their own, and a third is noticed', () => {
    expect(spread(['north', 'south', null, null])).toMatchObject({
      notices: [],
      specialised: [{ device: 'car-2' }, { device: 'car-3' }],
    })
    expect(spread([null, null, null]).notices).toEqual(['3 cars have a task of their own; the plan has 2.'])
  })
  test('a car that belongs nowhere is noticed', () => {
    expect(vehicleSpread([car('car-1')], [NORTH], [], [], MARCH)).toMatchObject({
      unassigned: ['car-1'],
      notices: ['1 car without a patrol area or a task.'],
    })
  })
  test('promise 35: a car that has read nothing for a week is idle, and a new one is not yet', () => {
    const lastReads = [
      { device: 'car-0', day: '2026-02-23' },
      { device: 'car-1', day: '2026-02-22' },
    ]
    expect(spread(['north', 'south', 'north'], lastReads).idle).toEqual([
      { device: 'car-1', name: 'car-1', lastRead: '2026-02-22' },
      { device: 'car-2', name: 'car-2', lastRead: null },
    ])
    const young = { ...car('car-9'), addedAt: MARCH - 6 * DAY_MS }
    expect(vehicleSpread([young], [], [], [], MARCH).idle).toEqual([])
  })
})

describe('evenness', () => {
  const part = (name: string, residents: number, units: number) => ({ name, residents, units })
  test('is 0 where every resident has the same, and nears 1 where few have all', () => {
    expect(evennessOf([part('a', 100, 1), part('b', 300, 3)])?.gini).toBeCloseTo(0)
    expect(evennessOf([part('a', 1, 10), part('b', 999, 0)])?.gini).toBeCloseTo(0.999)
    expect(evennessOf([part('a', 0, 3)])).toBeNull()
    expect(evennessOf([part('a', 100, 0)])).toBeNull()
  })
  test('does not depend on the order, and lies between 0 and 1', () => {
    const parts = fc.array(
      fc.record({ name: fc.string(), residents: fc.integer({ min: 1, max: 1e6 }), units: fc.nat(500) }),
      { minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(parts, (given) => {
        const even = evennessOf(given)
        const reversed = evennessOf([...given].reverse())
        if (!even || !reversed) return even === reversed
        return even.gini >= 0 && even.gini < 1 && Math.abs(even.gini - reversed.gini) < 1e-9
      }),
    )
  })
})

describe('few of something', () => {
  test('are kept back, and nothing lets them be subtracted', () => {
    expect(withoutFew([10, 20, 0])).toEqual([10, 20, 0])
    expect(withoutFew([2, 3, 40])).toEqual([null, null, 40])
    expect(withoutFew([2, 9, 40])).toEqual([null, null, 40])
    expect(withoutFew([2, 0, 0])).toEqual([null, null, 0])
    expect(withoutFew([])).toEqual([])
  })
  test('whoever knows the sum never knows a count that was kept back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 2, maxLength: 8 }), (counts) => {
        const shown = withoutFew(counts)
        const hidden = shown.filter((n) => n === null).length
        return hidden !== 1 && counts.every((n, at) => shown[at] === null || shown[at] === n)
      }),
    )
  })
})
