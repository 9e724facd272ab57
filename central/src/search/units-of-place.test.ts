import { expect, test } from 'vitest'
import type { Unit } from '../fleet/registry.ts'
import { unitsOfPlace } from './units-of-place.ts'

/** One hundredth of a degree of latitude is 1,112 metres. */
const UNITS: readonly Unit[] = [0, 0.005, 0.01].map((north, n) => ({
  id: `fixed-${n}`,
  kind: 'fixed',
  name: `Fixed ${n}`,
  place: { lat: 38.6 + north, lon: -90.2, label: `${n}` },
  revokedAt: null,
}))
const car: Unit = { id: 'car-1', kind: 'vehicle', name: 'Car 1', place: null, revokedAt: null }
const all = [...UNITS, car]
const registry = { unit: (id: string) => all.find((unit) => unit.id === id) ?? null, units: () => all }
const near = (metres: number, lon = -90.2) => unitsOfPlace({ near: { lat: 38.6, lon, metres } }, registry)

test('within metres of a point, to the metre, and never a vehicle', () => {
  expect(near(555)).toEqual({ ok: true, value: ['fixed-0'] })
  expect(near(557)).toEqual({ ok: true, value: ['fixed-0', 'fixed-1'] })
  expect(near(1113)).toEqual({ ok: true, value: ['fixed-0', 'fixed-1', 'fixed-2'] })
  // A hundredth of a degree of longitude is shorter here: 869 metres.
  expect(near(868, -90.21).ok).toBe(false)
  expect(near(871, -90.21)).toEqual({ ok: true, value: ['fixed-0'] })
})

test('by name, each once; anywhere is no list', () => {
  expect(unitsOfPlace({ units: ['car-1', 'fixed-2', 'car-1'] }, registry)).toEqual({
    ok: true,
    value: ['car-1', 'fixed-2'],
  })
  expect(unitsOfPlace(null, registry)).toEqual({ ok: true, value: null })
  expect(unitsOfPlace({ units: ['fixed-0', 'fixed-9'] }, registry)).toEqual({
    ok: false,
    error: 'There is no unit fixed-9.',
  })
})
