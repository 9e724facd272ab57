import { uuid7 } from '@archway/shared/id'
import { matcherOf, type PlatePattern } from '@archway/shared/plate-pattern'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plateFinder } from './find-plates.ts'
import { NOON, random } from './judged.fixture.ts'
import { bytesOfId, PLATE_TABLES, plateIndex, SEGMENT_ROWS } from './plate-index.ts'

/** Two full segments and a rest; a small alphabet, so that patterns have many answers. */
const READS = Math.floor((2.1 * SEGMENT_ROWS) / 2)
const LETTERS = 'A0OI1Z'

interface Row {
  readonly id: string
  readonly strings: readonly { readonly text: string; readonly probability: number }[]
}

let db: Database.Database
let rows: Row[]
let state = 7
const chance = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}
const someText = (lengths: readonly [number, number]) =>
  Array.from({ length: lengths[0] + Math.floor(chance() * (lengths[1] - lengths[0] + 1)) }, () =>
    LETTERS.charAt(Math.floor(chance() * LETTERS.length)),
  ).join('')

beforeAll(() => {
  db = new Database(':memory:')
  db.exec(PLATE_TABLES)
  const index = plateIndex(db)
  rows = Array.from({ length: READS }, (_, at) => {
    const text = someText([5, 8])
    const rival = text.slice(0, 2) + someText([1, 1]) + text.slice(3)
    const strings = [
      { text, probability: 0.8 },
      { text: rival === text ? `${text}Z` : rival, probability: 0.1 },
    ]
    return { id: uuid7(NOON + at * 1000, random), strings }
  })
  db.transaction(() => {
    for (const { id, strings } of rows) {
      index.add(id, strings)
      index.fill()
    }
  })()
})
afterAll(() => db.close())

const window = { from: bytesOfId(uuid7(NOON, random)).fill(0, 6), below: Buffer.alloc(16, 255) }
const ask = (pattern: PlatePattern, over: Partial<Parameters<ReturnType<typeof plateFinder>>[0]> = {}) =>
  plateFinder(db)({ pattern, fold: false, minimum: 0, ...window, ...over })
/** What must be found, by looking at everything. */
const naive = (pattern: PlatePattern, fold: boolean) =>
  rows
    .flatMap(({ id, strings }) => {
      const found = strings.filter(({ text }) => matcherOf(pattern, fold)(text))
      return found.length > 0 ? [{ id, found }] : []
    })
    .toReversed()

describe('finding plates by a pattern', () => {
  test('two segments are full, and the rest is not in one', () => {
    const segments = db.prepare('SELECT DISTINCT segment FROM plate_grams ORDER BY segment').pluck().all()
    expect(segments).toEqual([0, 1])
    expect(db.prepare('SELECT max(n) FROM plates').pluck().get()).toBe(READS * 2)
  })

  const patterns = [
    'A0OI1',
    'A0O?I',
    'A0OI*',
    '*A0Z',
    '?0OI?',
    'A?0?I',
    'Z*1*A',
    '*ZZ0*',
    '?A?0?1?',
    'A*',
    '*',
    '?????',
    'ZZZZZZZZZ',
  ]
  test.each(patterns)('%s: all of them and no other, folded or not', (pattern) => {
    for (const fold of [false, true]) {
      const found = ask(pattern, { fold })
      const wanted = naive(pattern, fold)
      // Compared as text: of tens of thousands a comparison by value takes seconds.
      expect(found.map(({ id, candidates }) => `${id}${JSON.stringify(candidates)}`).join()).toBe(
        wanted.map(({ id, found }) => `${id}${JSON.stringify(found)}`).join(),
      )
    }
  })

  test('patterns made of plates that are there, with one to three characters hidden', () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const text = rows[Math.floor(chance() * rows.length)]?.strings[1]?.text ?? ''
      const hidden = new Set([chance(), chance(), chance()].map((share) => Math.floor(share * text.length)))
      const sign = chance() < 0.5 ? '?' : '*'
      const pattern = [...text]
        .map((char, at) => (hidden.has(at) ? sign : char))
        .join('')
        .replace(/\*+/g, '*')
      const fold = chance() < 0.5
      expect(
        ask(pattern, { fold }).map(({ id }) => id),
        pattern,
      ).toEqual(naive(pattern, fold).map(({ id }) => id))
    }
  })

  test('the probabilities of one Read are added, and those below the least are left out', () => {
    const [row] = rows
    if (!row) throw new Error('there are rows')
    const pattern = `${row.strings[0]?.text.slice(0, 2)}?${row.strings[0]?.text.slice(3)}`
    const found = ask(pattern).find(({ id }) => id === row.id)
    expect(found?.probability).toBeCloseTo(
      row.strings.length === 2 && found?.candidates.length === 2 ? 0.9 : 0.8,
    )
    const text = rows[1]?.strings[1]?.text ?? ''
    expect(ask(text).some(({ id }) => id === rows[1]?.id)).toBe(true)
    expect(ask(text, { minimum: 0.2 }).some(({ id }) => id === rows[1]?.id)).toBe(false)
  })

  test('time bounds hold to the Read', () => {
    const at = (index: number) => bytesOfId(rows[index]?.id ?? '')
    const found = ask('*', { from: at(100), below: at(110) })
    expect(found.map(({ id }) => id)).toEqual(
      rows
        .slice(100, 110)
        .map(({ id }) => id)
        .toReversed(),
    )
  })
})
