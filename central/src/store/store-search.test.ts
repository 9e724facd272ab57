import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { judged, NOON, someRead } from './judged.fixture.ts'
import { searchContract } from './search.contract.ts'
import { openSqliteStore, openSqliteStoreHere } from './sqlite-store.ts'

const drivers = { 'sqlite in threads': openSqliteStore, 'sqlite here': openSqliteStoreHere }
for (const [name, open] of Object.entries(drivers)) {
  searchContract(name, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'archway-search-'))
    return { open: async () => open(folder), discard: () => rm(folder, { recursive: true }) }
  })
}

it('brings a file of the first schema to this one when it starts, and finds what it holds', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'archway-search-'))
  try {
    const read = someRead()
    const store = openSqliteStoreHere(folder)
    await store.saveReads([judged(read)])
    await store.close()
    const db = new Database(join(folder, '2026-03-01.db'))
    db.pragma('foreign_keys = OFF')
    for (const kind of ['looks', 'openings', 'dispositions', 'times', 'repeats', 'joins'])
      db.exec(`DROP TABLE alert_${kind}`)
    db.exec('DROP INDEX alerts_by_entry; DROP TABLE plates; DROP TABLE plate_grams; PRAGMA user_version = 1')
    db.close()

    const again = openSqliteStoreHere(folder)
    const query = {
      from: NOON - 1,
      until: NOON + 1,
      fold: false,
      minimum: 0,
      devices: null,
      limit: 9,
    } as const
    const found = await again.searchReads({ ...query, pattern: 'A8*', hits: 'any' })
    expect(found).toMatchObject([{ read: { id: read.id }, match: { probability: 0.05 } }])
    await again.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})
