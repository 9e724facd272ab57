import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ENTRY_COLUMNS, packEntries, unpackEntries } from './entry-columns.ts'
import type { ListedEntry } from './hotlist-ledger.ts'
import { listedEntry } from './ledger.fixture.ts'

const said = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9 }),
  fc.string({ unit: fc.constantFrom('\t', '\n', '\r', '\\', 't', 'n', '"', '0', 'null', 'é'), minLength: 1 }),
)
const orNone = fc.option(said)
const entry: fc.Arbitrary<ListedEntry> = fc
  .record({
    raw: said,
    folded: fc.boolean(),
    jurisdiction: fc.constantFrom(null, 'us-mo'),
    flags: fc.constantFrom<ListedEntry['flags']>([], ['armed'], ['armed', 'hold-for-latents']),
    enteredAt: fc.option(fc.nat(5_000_000_000_000)),
    number: orNone,
    agency: orNone,
    vehicle: fc.record({ year: orNone, make: orNone, model: orNone, style: orNone, colour: orNone }),
  })
  .map((of) => listedEntry({ id: 'l:0', ...of }))

test('whatever a source wrote stands in the table as it was, numbers as numbers', () => {
  const db = new Database(':memory:')
  db.exec(`CREATE TABLE entry (id TEXT, plate TEXT, raw TEXT, folded INTEGER, jurisdiction TEXT, category TEXT,
    flags TEXT, expires_at INTEGER, entered_at INTEGER, number TEXT, agency TEXT, vehicle TEXT) STRICT`)
  const insert = db.prepare(`INSERT INTO entry (${ENTRY_COLUMNS}) VALUES (${'?,'.repeat(11)}?)`)
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
      db.exec('DELETE FROM entry')
      for (const columns of unpackEntries(packEntries(entries))) insert.run(...columns)
      const wanted = entries.map((one) => [
        one.id,
        one.plate,
        one.raw,
        one.folded ? 1 : 0,
        one.jurisdiction,
        one.category,
        one.flags,
        one.expiresAt,
        one.enteredAt,
        one.number,
        one.agency,
        one.vehicle,
      ])
      const rows = db.prepare(`SELECT ${ENTRY_COLUMNS} FROM entry`).raw().all() as unknown[][]
      const found = rows.map((row) =>
        row.map((of, at) => ([6, 11].includes(at) ? JSON.parse(String(of)) : of)),
      )
      expect(found).toEqual(wanted)
    }),
  )
  db.close()
})
