import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ListedEntry } from '../ledger/hotlist-ledger.ts'
import { bytes, ncicLine, POLICY } from './hotlist.fixture.ts'
import { NO_EXPIRY } from './judge-row.ts'
import type { Layout } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { LayoutError, linesOf } from './read-lines.ts'
import { scanList } from './read-list.ts'
import { splitLine } from './split-line.ts'

const NOW = Date.UTC(2026, 10, 24)
const layout = (name: string): Layout => {
  const found = LAYOUTS[name]
  if (!found) throw new Error(`no layout ${name}`)
  return found
}
const read = (content: Uint8Array, name: string, chunkBytes = content.length) => {
  const chunks = Array.from({ length: Math.ceil(content.length / Math.max(1, chunkBytes)) }, (_, n) =>
    content.subarray(n * chunkBytes, (n + 1) * chunkBytes),
  )
  const scan = scanList(chunks, layout(name), { list: 'l', policy: POLICY, now: NOW, recalled: new Set() })
  const entries: ListedEntry[] = []
  for (;;) {
    const next = scan.next()
    if (next.done) return { entries, report: next.value }
    entries.push(next.value)
  }
}
const read1 = (content: Uint8Array, name: string) => {
  const { entries, report } = read(content, name)
  const [entry] = entries
  if (!entry) throw new Error(JSON.stringify(report))
  return entry
}
const SAMPLE = 'V123456789LA057020020190509AB123456  CA2009MC2009YAMACYLMCBLK'

describe('the NCIC extract', () => {
  test('a record as published', () => {
    expect(read1(bytes('HEADER 20261124', SAMPLE), 'ncic')).toEqual({
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
    const entry = read1(bytes('h', line), 'ncic')
    expect(entry).toMatchObject({ plate: '0AB10', folded: true, jurisdiction: 'us-mo' })
    expect(entry.vehicle).toMatchObject({ make: 'TOYT', model: 'COR', colour: 'BRO' })
    const truck = read1(bytes('h', ncicLine({ number: 'V000000001', plate: 'A1', model: 'C10' })), 'ncic')
    expect(truck.vehicle.model).toBe('C10')
  })

  test.each([
    ['V', 'stolen-vehicle'],
    ['P', 'stolen-plate'],
    ['R', 'stolen-part'],
    ['F', 'felony-vehicle'],
    ['W', 'wanted-person'],
  ])('file code %s is %s', (code, category) => {
    expect(read1(bytes('h', ncicLine({ number: `${code}000000001`, plate: 'A1' })), 'ncic').category).toBe(
      category,
    )
  })

  test('denied and unknown codes are dropped and counted apart', () => {
    const codes = [...'AMBCHKLNTXGZ']
    const lines = codes.map((code) => ncicLine({ number: `${code}000000001`, plate: 'A1' }))
    const { entries, report } = read(bytes('h', ...lines), 'ncic')
    expect(entries).toEqual([])
    expect(report.refused).toMatchObject({ 'category-denied': 2, 'category-unknown': 10 })
    expect(report.refusedLines['category-denied']).toEqual([2, 3])
  })

  test('a first line that is a record is taken as one, not lost as a header', () => {
    const { entries, report } = read(bytes(SAMPLE), 'ncic')
    expect(entries).toHaveLength(1)
    expect(report).toMatchObject({ headers: 0, records: 1 })
  })

  test('a true trailer is counted; a false one refuses the whole file', () => {
    expect(read(bytes('h', SAMPLE, 'TRAILER 0000001'), 'ncic').report.trailers).toBe(1)
    expect(() => read(bytes('h', SAMPLE, 'TRAILER 0000002'), 'ncic')).toThrow(
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
    const { entries, report } = read(bytes('h', ...lines), 'ncic')
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
          let result: ReturnType<typeof read>
          try {
            result = read(bytes('header', ...lines), name)
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
        const { entries } = read(bytes('h', ...rows.map(ncicLine)), 'ncic')
        expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
        for (const entry of entries) expect(entry.plate).toMatch(/^[A-Z0-9]{1,10}$/)
      }),
      { numRuns: 60 },
    )
  })
})

describe('delimited lists', () => {
  test('our own: the header names the columns, in any order and case; cells may be quoted', () => {
    const { entries, report } = read(
      bytes(
        'State,PLATE,Category,expires,make',
        'MO,"ab-1 23",stolen-vehicle,,"Ford, ""F"""',
        'us-il,XYZ9,Felony Vehicle,2027-01-31,',
        'ZZ,OI0,stolen plate,,',
      ),
      'csv',
    )
    expect(
      entries.map(({ plate, jurisdiction, category, folded }) => [plate, jurisdiction, category, folded]),
    ).toEqual([
      ['AB123', 'us-mo', 'stolen-vehicle', false],
      ['XYZ9', 'us-il', 'felony-vehicle', false],
      ['OI0', null, 'stolen-plate', false],
    ])
    expect(entries[0]?.vehicle.make).toBe('Ford, "F"')
    expect(entries[0]?.raw).toBe('ab-1 23')
    expect(entries[1]?.expiresAt).toBe(Date.UTC(2027, 0, 31))
    expect(report).toMatchObject({ unknownIssuers: 1, headers: 1, records: 3 })
  })

  test('without its header, or without a column that it needs, the file is refused', () => {
    expect(() => read(bytes('ABC123,stolen-vehicle'), 'csv')).toThrow(/must name the columns/)
    expect(() => read(bytes('plate,state', 'A,MO'), 'csv')).toThrow(/does not name: category/)
  })

  test('expired entries, denied and unknown words, broken quotes and missing cells are counted', () => {
    const { entries, report } = read(
      bytes(
        'plate,category,expires',
        'A1,stolen-vehicle,2020-01-01',
        'A2,missing person,',
        'A3,no idea,',
        'A4,"stolen-vehicle,',
        'A5',
        'A6,stolen-vehicle,soon',
        'A7,stolen-vehicle,',
      ),
      'csv',
    )
    expect(entries.map(({ plate }) => plate)).toEqual(['A7'])
    expect(report.refusedLines).toMatchObject({
      expired: [2],
      'category-denied': [3],
      'category-unknown': [4],
      'not-a-record': [5, 6],
      date: [7],
    })
  })

  test('Kansas: message keys, whose letter says armed and hold for latents, and F both and not felony', () => {
    const line = (key: string) => `${key},KS0010000,20260101,AB12,KS,2026,PC,2010,F0RD,F15,PK,BLU`
    const keys = ['EV', 'EV-A', 'EL-P', 'EF-F', 'EW', 'EMM', 'QQ']
    const { entries, report } = read(bytes(...keys.map(line)), 'kansas')
    expect(entries.map(({ category, flags }) => [category, flags])).toEqual([
      ['stolen-vehicle', []],
      ['stolen-vehicle', ['armed']],
      ['stolen-plate', ['hold-for-latents']],
      ['felony-vehicle', ['armed', 'hold-for-latents']],
      ['wanted-person', []],
    ])
    expect(report.refused).toMatchObject({ 'category-denied': 1, 'category-unknown': 1 })
    expect(entries[0]?.vehicle.make).toBe('FORD')
  })

  test('Texas and Genetec, with and without their header', () => {
    const texas = 'V000000001,TX0010000,20260101,AB12,TX,2026,2010,FORD,F15,PK,BLU'
    expect(read1(bytes(texas), 'texas')).toMatchObject({ plate: 'AB12', jurisdiction: 'us-tx', folded: true })
    const header = 'id,ORI,date,LIC,LIS,LIY,VYR,VMA,VMO,VST,VCO'
    expect(read(bytes(header, texas), 'texas').report).toMatchObject({ headers: 1, records: 1 })
    expect(read1(bytes('AB12;MO;Stolen Vehicle;2026-01-01;2027-01-01'), 'genetec')).toMatchObject({
      category: 'stolen-vehicle',
      expiresAt: Date.UTC(2027, 0, 1),
    })
  })

  test('the same record has the same id in every import; any change makes another entry', () => {
    const id = (line: string) => read1(bytes('plate,category,make', line), 'csv').id
    expect(id('AB1,stolen-vehicle,x')).toBe(id('AB1,stolen-vehicle,x'))
    expect(id('AB1,stolen-vehicle,x')).not.toBe(id('AB1,stolen-vehicle,y'))
    expect(id('AB1,stolen-vehicle,x')).not.toBe(id('AB 1,stolen-vehicle,x'))
  })

  test('what is not text is refused as a whole', () => {
    expect(() => read(Uint8Array.of(0x41, 0xff, 0xfe), 'csv')).toThrow(/UTF-8/)
    expect(() => read(readFileSync(process.execPath).subarray(0, 50_000), 'ncic')).toThrow(LayoutError)
  })

  test('characters of several bytes come whole, wherever the file is cut; one that is cut off is refused', () => {
    const text = '\uFEFFplate,é\nA1,\uFEFFñ\n\n😀,日本'
    const whole = new TextEncoder().encode(text)
    const wanted = text.split('\n')
    for (let cut = 0; cut <= whole.length; cut++) {
      const chunks = [whole.subarray(0, cut), new Uint8Array(), whole.subarray(cut)]
      expect([...linesOf(chunks)]).toEqual(wanted)
    }
    const begun = whole.subarray(0, whole.length - 1)
    expect(() => [...linesOf([begun])]).toThrow(/UTF-8/)
    expect(() => [...linesOf([begun, new Uint8Array(), bytes('A')])]).toThrow(/UTF-8/)
  })
})

test('cells survive being written with quotes and read again', () => {
  const cell = fc.string().map((text) => text.replace(/[\r\n]/g, ' '))
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (cells) => {
      const line = cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')
      expect(splitLine(line, ',')).toEqual(cells)
    }),
  )
})
