import { canonicalJson, sha256 } from '@archway/shared/signing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listedEntry } from '../ledger/ledger.fixture.ts'
import { bytes, scanned } from './hotlist.fixture.ts'
import { identified } from './judge-row.ts'
import { LAYOUTS } from './layouts.ts'
import { LayoutError } from './read-lines.ts'

/** A line with texts at the columns where the rules say that they stand. */
const line = (width: number, ...texts: [number, string][]) => {
  const cells = Array.from({ length: width }, () => ' ')
  for (const [at, text] of texts) for (const [n, char] of [...text].entries()) cells[at + n] = char
  return cells.join('')
}

/** Each as the published description says, column by column; written here by hand, not from the layouts. */
const SAMPLES: Readonly<Record<string, { lines: string[]; is: object }>> = {
  ncic: {
    lines: [
      'HEADER',
      line(
        65,
        [0, 'P000000007'],
        [10, 'MO0950000'],
        [19, '20260102'],
        [27, 'AB0123'],
        [37, 'M0'],
        [39, '2026'],
        [43, 'PC'],
        [45, '2010'],
        [49, 'F0RD'],
        [53, 'F15'],
        [56, 'PK'],
        [58, 'BLU'],
      ),
    ],
    is: {
      plate: 'AB0123',
      folded: true,
      jurisdiction: 'us-mo',
      category: 'stolen-plate',
      number: 'P000000007',
      agency: 'MO0950000',
      enteredAt: Date.UTC(2026, 0, 2),
      vehicle: { year: '2010', make: 'FORD', model: 'F15', style: 'PK', colour: 'BLU' },
    },
  },
  texas: {
    lines: ['V000000001,TX0010000,20260102,AB12,TX,2026,2010,F0RD,F15,PK,BLU'],
    is: {
      plate: 'AB12',
      folded: true,
      jurisdiction: 'us-tx',
      category: 'stolen-vehicle',
      vehicle: { year: '2010', make: 'FORD', model: 'F15', style: 'PK', colour: 'BLU' },
    },
  },
  minnesota: {
    lines: ['V000000001,MN0010000,20260102,AB12,MN,2026,PC,2010,FORD,F15,PK,BLU'],
    is: {
      jurisdiction: 'us-mn',
      vehicle: { year: '2010', make: 'FORD', model: 'F15', style: 'PK', colour: 'BLU' },
    },
  },
  kansas: {
    lines: ['EF-A,KS0010000,20260102,AB12,KS,2026,PC,2010,FORD,F15,PK,BLU'],
    is: {
      jurisdiction: 'us-ks',
      category: 'felony-vehicle',
      flags: ['armed'],
      vehicle: { year: '2010', make: 'FORD', model: 'F15', style: 'PK', colour: 'BLU' },
    },
  },
  illinois: {
    lines: [
      line(
        85,
        [0, 'AB12345'],
        [8, 'IL'],
        [10, 'PC'],
        [12, 'STOLEN'],
        [23, '10'],
        [30, 'FORD'],
        [39, 'F15'],
        [47, 'PK'],
        [54, 'BLU'],
        [66, '0102026'],
        [77, 'X1234567'],
      ),
    ],
    is: {
      plate: 'AB12345',
      folded: false,
      jurisdiction: 'us-il',
      category: 'stolen-vehicle',
      number: 'X1234567',
      enteredAt: null,
      vehicle: { year: '10', make: 'FORD', model: 'F15', style: 'PK', colour: 'BLU' },
    },
  },
  iowa: {
    lines: ['AB12,2026,PC,IA,26-001,Stolen Vehicle,IA0010000'],
    is: {
      plate: 'AB12',
      jurisdiction: 'us-ia',
      category: 'stolen-vehicle',
      number: '26-001',
      agency: 'IA0010000',
    },
  },
  genetec: {
    lines: [
      'PlateNumber;PlateState;Category;EffectiveDate;ExpiryDate',
      'AB12;MO;Felony;2026-01-02;2027-01-02',
    ],
    is: {
      plate: 'AB12',
      jurisdiction: 'us-mo',
      category: 'felony-vehicle',
      enteredAt: Date.UTC(2026, 0, 2),
      expiresAt: Date.UTC(2027, 0, 2),
    },
  },
  csv: {
    lines: ['plate,state,category,expires', 'ab-12,us-mo,stolen plate,2027-01-02'],
    is: { plate: 'AB12', raw: 'ab-12', jurisdiction: 'us-mo', category: 'stolen-plate' },
  },
}

describe('layouts that ship', () => {
  test('each has a sample here', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual(Object.keys(LAYOUTS).sort())
  })

  test.each(Object.entries(SAMPLES))('%s reads as published', (name, { lines, is }) => {
    const { entries, report } = scanned(bytes(...lines), name)
    expect(report.refused).toEqual(Object.fromEntries(Object.keys(report.refused).map((why) => [why, 0])))
    expect(entries).toEqual([expect.objectContaining(is)])
  })

  test('of a LEADS line that is not of a stolen vehicle, nothing is taken for the vehicle', () => {
    const wanted = line(85, [0, 'AB12345'], [8, 'IL'], [10, 'PC'], [12, 'WANTED'], [23, 'SMITH J0HN'])
    const [entry] = scanned(bytes(wanted), 'illinois').entries
    expect(entry).toMatchObject({
      category: 'wanted-person',
      number: null,
      vehicle: { year: null, make: null, model: null },
    })
  })

  test('promise 7: source, category and flags stand on every entry', () => {
    for (const [name, { lines }] of Object.entries(SAMPLES)) {
      const [entry] = scanned(bytes(...lines), name).entries
      expect(entry?.id).toMatch(/^l:[0-9a-f]{24}$/)
      expect(entry?.category).toMatch(/^(stolen|felony|wanted)-/)
    }
  })

  test('promise 8: what policy denies, and what nobody knows, is never stored', () => {
    const keys = ['EV', 'EM', 'EMM', 'XX', '']
    const lines = keys.map((key) => `${key},KS0010000,20260102,AB12,KS,2026,PC,2010,FORD,F15,PK,BLU`)
    const { entries, report } = scanned(bytes(...lines), 'kansas')
    expect(entries.map(({ category }) => category)).toEqual(['stolen-vehicle'])
    expect(report.refused).toMatchObject({ 'category-denied': 2, 'category-unknown': 2 })
  })
})

describe('hostile bytes', () => {
  const names = Object.keys(LAYOUTS)
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 200 }).map((text) => new TextEncoder().encode(text)),
    fc
      .array(
        fc.constantFrom(...Object.values(SAMPLES).flatMap(({ lines }) => lines), '', '\r', '"', ',;|\t'),
        {
          maxLength: 12,
        },
      )
      .map((lines) => bytes(...lines)),
  )

  test('give an account of every line, or refuse the whole file in words', () => {
    fc.assert(
      fc.property(noise, fc.constantFrom(...names), (content, name) => {
        let result: ReturnType<typeof scanned>
        try {
          result = scanned(content, name)
        } catch (error) {
          expect(error).toBeInstanceOf(LayoutError)
          return
        }
        const { entries, report } = result
        const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0)
        expect(report.records).toBe(entries.length + refused)
        expect(report.lines).toBe(report.records + report.headers + report.blank + report.trailers)
      }),
      { numRuns: 150 },
    )
  })

  test('it makes no difference how a file is cut into pieces', () => {
    const cut = (content: Uint8Array, every: number) =>
      Array.from({ length: Math.ceil(content.length / every) }, (_, n) =>
        content.slice(n * every, (n + 1) * every),
      )
    const text = [
      'plate,category',
      'A1,stolen-vehicle',
      '"Ä",stolen-vehicle',
      'B2,stolen-vehicle',
      'TOTAL 3',
      '',
    ]
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.constantFrom('\n', '\r\n', '\r'), (every, end) => {
        const content = new TextEncoder().encode(text.join(end))
        expect(scanned(cut(content, every), 'csv')).toEqual(scanned(content, 'csv'))
      }),
      { numRuns: 40 },
    )
  })

  test('a line without end does not fill the memory', () => {
    const chunk = new Uint8Array(40_000).fill(65)
    expect(() => scanned([chunk, chunk], 'csv')).toThrow(/longer than/)
  })
})

test('an id is the digest of the canonical content, whatever characters it holds', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 12 })
  fc.assert(
    fc.property(
      fc.record({ raw: texts, number: fc.option(texts), make: fc.option(texts) }),
      ({ raw, number, make }) => {
        const { id: _, ...content } = listedEntry({ id: 'x', raw, number, enteredAt: 5, flags: ['armed'] })
        const whole = { ...content, vehicle: { ...content.vehicle, make } }
        expect(identified('l', whole).id).toBe(`l:${sha256(canonicalJson(whole)).slice(0, 24)}`)
      },
    ),
    { numRuns: 60 },
  )
})
