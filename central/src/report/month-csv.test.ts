import { expect, test } from 'vitest'
import { monthCsv } from './month-csv.ts'
import { openReportRoom } from './report.fixture.ts'
import { splitCsv } from './split-csv.ts'

test('names with commas, quotes and formulas come back as they are, and start no formula', async () => {
  const room = openReportRoom()
  try {
    await room.addUnit('unit-1')
    const { figures } = await room.desk.draft('2026-03')
    const [unit] = figures.units
    if (!unit) throw new Error('there is a unit')
    const named = (name: string) => monthCsv({ ...figures, units: [{ ...unit, name }] })
    for (const name of ['Grand, at "Gravois"', 'two\r\nlines', 'plain']) {
      expect(splitCsv(named(name))).toContainEqual(['unit', 'unit-1', 'name', name, '', ''])
    }
    for (const name of ['=1+1', '+1', '-1', '@sum']) {
      expect(splitCsv(named(name))).toContainEqual(['unit', 'unit-1', 'name', `'${name}`, '', ''])
    }
    const rows = splitCsv(named('plain'))
    expect(rows.every((row) => row.length === 6)).toBe(true)
  } finally {
    await room.close()
  }
})

test('a quotation that is not closed is said', () => {
  expect(() => splitCsv('a,"b')).toThrow(/quotation/)
})
