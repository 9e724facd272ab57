import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytes, ncicLine, scanned, scannedFirst } from './hotlist.fixture.ts'
import { NO_EXPIRY } from './judge-row.ts'
import { LayoutError } from './read-lines.ts'

const SAMPLE = 'V123456789LA057020020190509AB123456  CA2009MC2009YAMACYLMCBLK'

describe('the NCIC extract', () => {
  test('a record as published', () => {
    expect(scannedFirst(bytes('HEADER 20261124', SAMPLE), 'ncic')).toEqual({
      id: expect.stringMatching(/^l:[0-9a-f]{24}$/),
      plate: 'AB123456',
      raw: 'AB123456',
      folded: true,
      jurisdiction: 'us-ca',
      category: 'stolen-vehicle',
      flags: [],
      expiresAt: NO_EXPIRY,
      enteredAt: Date.UTC(2019, 4, 9),
      number: 'V123456789',
      agency: 'LA0570200',
      vehicle: { year: '2009', make: 'YAMA', model: 'CYL', style: 'MC', colour: 'BLK' },
    })
  })

  test('O written as 0 is undone where only letters stand, and never in the plate', () => {
    const line = ncicLine({
      number: 'V000000001',
      plate: '0AB10',
      state: 'M0',
      make: 'T0YT',
      model: 'C0R',
      colour: 'BR0',
    })
    const entry = scannedFirst(bytes('h', line), 'ncic')
    expect(entry).toMatchObject({ plate: '0AB10', folded: true, jurisdiction: 'us-mo' })
    expect(entry.vehicle).toMatchObject({ make: 'TOYT', model: 'COR', colour: 'BRO' })
    const truck = scannedFirst(
      bytes('h', ncicLine({ number: 'V000000001', plate: 'A1', model: 'C10' })),
      'ncic',
    )
    expect(truck.vehicle.model).toBe('C10')
  })

  test.each([
    ['V', 'stolen-vehicle'],
    ['P', 'stolen-plate'],
    ['R', 'stolen-part'],
    ['F', 'felony-vehicle'],
    ['W', 'wanted-person'],
  ])('file code %s is %s', (code, category) => {
    expect(
      scannedFirst(bytes('h', ncicLine({ number: `${code}000000001`, plate: 'A1' })), 'ncic').category,
    ).toBe(category)
  })

  test('denied and unknown codes are dropped and counted apart', () => {
    const codes = [...'AMBCHKLNTXGZ']
    const lines = codes.map((code) => ncicLine({ number: `${code}000000001`, plate: 'A1' }))
    const { entries, report } = scanned(bytes('h', ...lines), 'ncic')
    expect(entries).toEqual([])
    expect(report.refused).toMatchObject({ 'category-denied': 2, 'category-unknown': 10 })
    expect(report.refusedLines['category-denied']).toEqual([2, 3])
  })

  test('a first line that is a record is taken as one, not lost as a header', () => {
    const { entries, report } = scanned(bytes(SAMPLE), 'ncic')
    expect(entries).toHaveLength(1)
    expect(report).toMatchObject({ headers: 0, records: 1 })
  })

  test('a true trailer is counted; a false one refuses the whole file', () => {
    expect(scanned(bytes('h', SAMPLE, 'TRAILER 0000001'), 'ncic').report.trailers).toBe(1)
    expect(() => scanned(bytes('h', SAMPLE, 'TRAILER 0000002'), 'ncic')).toThrow(
      /says 2 records and the file has 1/,
    )
  })

  test('placeholders, foreign letters, false dates and repeated records are counted with their lines', () => {
    const lines = [
      ncicLine({ number: 'V000000001', plate: 'UNK' }),
      ncicLine({ number: 'V000000002', plate: 'ÄB12' }),
      ncicLine({ number: 'V000000003', plate: 'AB12', date: '20190231' }),
      SAMPLE,
      SAMPLE,
      'V12',
    ]
    const { entries, report } = scanned(bytes('h', ...lines), 'ncic')
    expect(entries).toHaveLength(1)
    expect(report.refusedLines).toMatchObject({
      plate: [2, 3],
      date: [4],
      duplicate: [6],
      'not-a-record': [7],
    })
  })

  test('any lines: each is an entry, a header, blank, or a counted refusal', () => {
    const record = fc
      .record({
        number: fc.stringMatching(/^[A-Z][0-9]{9}$/),
        plate: fc.stringMatching(/^[A-Z0-9 -]{0,10}$/),
        state: fc.stringMatching(/^[A-Z0-9]{2}$/),
      })
      .map(ncicLine)
    const line = fc.oneof(
      record,
      fc.string(),
      fc.string({ unit: 'binary' }).map((s) => s.replace(/[\r\n]/g, '')),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        for (const name of ['ncic', 'texas', 'kansas', 'iowa', 'genetec']) {
          let result: ReturnType<typeof scanned>
          try {
            result = scanned(bytes('header', ...lines), name)
          } catch (error) {
            expect(error).toBeInstanceOf(LayoutError)
            continue
          }
          const { entries, report } = result
          const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0)
          expect(report.records).toBe(entries.length + refused)
          expect(report.lines).toBe(report.records + report.headers + report.blank + report.trailers)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('every entry that comes out can be kept and sent: its id is unique and its plate canonical', () => {
    const number = fc.stringMatching(/^[VPRF][0-9]{9}$/)
    const plate = fc.stringMatching(/^[A-Z0-9]{1,10}$/)
    fc.assert(
      fc.property(fc.array(fc.record({ number, plate }), { maxLength: 40 }), (rows) => {
        const { entries } = scanned(bytes('h', ...rows.map(ncicLine)), 'ncic')
        expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
        for (const entry of entries) expect(entry.plate).toMatch(/^[A-Z0-9]{1,10}$/)
      }),
      { numRuns: 60 },
    )
  })
})
