import { Location } from '@archway/shared/read'
import { expect, it } from 'vitest'
import { RecordedDrive, recordedLocator } from './recorded-locator.ts'

const START = Date.UTC(2026, 10, 24)
const fix = (t_ms: number, lat: number, lon: number, accuracy = 5) => ({ t_ms, lat, lon, accuracy })

it('is on the way between two fixes, and says no better than the worse of them', () => {
  const locator = recordedLocator([fix(0, 38, -90), fix(2000, 38.002, -90.004, 9)], START)
  const half = locator.at(START + 1000)
  expect(half?.lat).toBeCloseTo(38.001)
  expect(half?.lon).toBeCloseTo(-90.002)
  expect(half?.accuracyMetres).toBe(9)
  expect(Location.safeParse(half).success).toBe(true)
})

it('begins again after its end', () => {
  const locator = recordedLocator([fix(0, 38, -90), fix(2000, 39, -90)], START)
  expect(locator.at(START + 500)?.lat).toBeCloseTo(38.25)
  expect(locator.at(START + 4500)?.lat).toBeCloseTo(38.25)
})

it('has no place before it began, before its first fix, or in a long gap', () => {
  const locator = recordedLocator([fix(1000, 38, -90), fix(2000, 38, -90), fix(60_000, 39, -90)], START)
  expect(locator.at(START - 1)).toBe(null)
  expect(locator.at(START + 500)).toBe(null)
  expect(locator.at(START + 1500)).not.toBe(null)
  expect(locator.at(START + 30_000)).toBe(null)
})

it('stands still with one fix', () => {
  expect(recordedLocator([fix(0, 38, -90)], START).at(START + 99_999)?.lat).toBe(38)
})

it('refuses a drive whose times do not rise, and places off the globe', () => {
  expect(RecordedDrive.safeParse([fix(5, 38, -90), fix(5, 38, -90)]).success).toBe(false)
  expect(RecordedDrive.safeParse([fix(0, 91, -90)]).success).toBe(false)
  expect(RecordedDrive.safeParse([]).success).toBe(false)
})
