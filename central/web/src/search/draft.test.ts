import { SearchOrder } from '@archway/shared/api/search'
import { describe, expect, test } from 'vitest'
import { EMPTY, orderOf, plateHint } from './draft.ts'

const NOW = Date.UTC(2026, 10, 24)
const CASES = [
  {
    number: '26-1001',
    purpose: 'stolen-property',
    owner: 'ann',
    openedAt: NOW,
    openedBy: 'ann',
    closedAt: null,
    closedBy: null,
  },
] as const
const FULL = {
  ...EMPTY,
  caseNumber: '26-1001',
  note: 'seen on Market Street',
  plate: 'ab1?',
  units: 'unit-1, unit-2',
}

describe('the draft of a search', () => {
  test('a complete one is an order that the API takes, for the purpose of its case', () => {
    const order = orderOf(FULL, CASES, NOW)
    expect(SearchOrder.safeParse(order).error).toBeUndefined()
    expect(order).toMatchObject({
      purpose: 'stolen-property',
      plate: 'ab1?',
      place: { units: ['unit-1', 'unit-2'] },
      until: NOW + 1,
    })
    expect(orderOf({ ...FULL, plate: ' ', units: ' ' }, CASES, NOW)).toMatchObject({
      plate: null,
      place: null,
    })
  })

  test('without case or note, or with what is no plate, there is none', () => {
    for (const missing of [
      { caseNumber: '' },
      { caseNumber: '26-2' },
      { note: 'short' },
      { plate: 'AB_1' },
    ]) {
      expect(orderOf({ ...FULL, ...missing }, CASES, NOW)).toBeNull()
    }
  })

  test('between two times of this workstation, to the end of the last minute', () => {
    const between = {
      ...FULL,
      window: 'between',
      from: '2026-11-23T14:00',
      until: '2026-11-23T15:00',
    } as const
    const order = orderOf(between, CASES, NOW)
    expect(order?.from).toBe(new Date(2026, 10, 23, 14).getTime())
    expect(order?.until).toBe(new Date(2026, 10, 23, 15, 1).getTime())
    for (const wrong of [{ until: '' }, { from: '' }, { until: '2026-11-23T13:00' }]) {
      expect(orderOf({ ...between, ...wrong }, CASES, NOW)).toBeNull()
    }
  })

  test('the hint says what was understood, and what needs a supervisor', () => {
    expect(plateHint('ab-12 cd').text).toBe('The plate AB12CD.')
    expect(plateHint('').text).toContain('supervisor')
    expect(plateHint('a?b*').text).toContain('supervisor')
    expect(plateHint('AB1*').text).not.toContain('supervisor')
    expect(plateHint('Ä')).toMatchObject({ wrong: true })
  })
})
