import { expect, test } from 'vitest'
import { recordedUnits } from '../alert.fixture.ts'
import { inOrder, putUnit, rosterOf } from './unit-roster.ts'

const units = recordedUnits(1_000_000_000)

test('counts the fleet and names trouble, offline first', () => {
  expect(rosterOf(units)).toMatchObject({ online: 3, offline: 1, neverSeen: 1, faulty: 1, waiting: 126 })
  expect(rosterOf(units).troubled.map((unit) => unit.id)).toEqual(['skinker-03', 'car-114'])
  expect(inOrder(units).map((unit) => unit.id)).toEqual([
    'skinker-03',
    'car-114',
    'car-131',
    'kingshighway-01',
    'union-02',
  ])
})

test('news of a unit replaces it in place; a new one joins', () => {
  const [first] = units
  if (!first) throw new Error('no recorded units')
  const changed = putUnit(units, { ...first, state: 'offline' })
  expect(changed[0]?.state).toBe('offline')
  expect(changed).toHaveLength(units.length)
  expect(putUnit(units, { ...first, id: 'new-1' })).toHaveLength(units.length + 1)
})
