import type { EntryView } from '@archway/shared/api'
import { entryRows } from '@archway/shared/entry-rows'
import type { Entry } from '@archway/shared/hotlist'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import { entryHasId } from './entry-by-id.ts'
import { unpackEntries } from './entry-columns.ts'
import type { HotlistLedger, HotlistVersion, ListState, NewVersion, VersionUse } from './hotlist-ledger.ts'
import { versionInMaking } from './prepare-version.ts'
import { logVerbs } from './use-log-verbs.ts'

interface EntryRow {
  id: string
  plate: string
  folded: number
  jurisdiction: string | null
  category: Entry['category']
  flags: string
  expires_at: number
}

/** `n`, then the columns of `ENTRY`: without names, which for millions is quicker. */
type EntryColumns = readonly [
  n: number,
  id: string,
  plate: string,
  folded: number,
  jurisdiction: string | null,
  category: Entry['category'],
  flags: string,
  expiresAt: number,
]

interface EntryViewRow extends EntryRow {
  list: string
  entered_at: number | null
  vehicle: string
  live: number
  source_at: number
  imported_at: number
}

const ENTRY = 'id, plate, folded, jurisdiction, category, flags, expires_at'
const VERSION =
  'version, list, source_at AS sourceAt, imported_at AS importedAt, entries, digest, oldest_source_at AS oldestSourceAt, of_list AS ofList'
const IN_FORCE_AT = 'since <= @version AND (until IS NULL OR until > @version)'
const NEWEST = '(SELECT coalesce(max(version), 0) FROM hotlist_version)'

export function hotlistVerbs(db: Database): Verbs<HotlistLedger> {
  const { logUse } = logVerbs(db)
  const versions = db.prepare<[], HotlistVersion>(`SELECT ${VERSION} FROM hotlist_version ORDER BY version`)
  const newest = db.prepare<[], HotlistVersion>(
    `SELECT ${VERSION} FROM hotlist_version ORDER BY version DESC LIMIT 1`,
  )
  const lists = db.prepare<[], ListState>(
    `SELECT v.list, v.version, v.source_at AS sourceAt, v.of_list AS entries
     FROM hotlist_version v
     WHERE v.version = (SELECT max(version) FROM hotlist_version WHERE list = v.list) ORDER BY v.list`,
  )
  const insertVersion = db.prepare<HotlistVersion>(
    'INSERT INTO hotlist_version VALUES (@version, @list, @sourceAt, @importedAt, @entries, @digest, @oldestSourceAt, @ofList)',
  )
  const page = db.prepare<{ version: number; after: string; limit: number }, EntryRow>(
    `SELECT ${ENTRY} FROM hotlist_entry WHERE id > @after AND ${IN_FORCE_AT} ORDER BY id LIMIT @limit`,
  )
  const cameAfter = db
    .prepare<{ version: number; after: number; limit: number }, EntryColumns>(
      `SELECT n, ${ENTRY} FROM hotlist_entry WHERE n > @after AND ${IN_FORCE_AT} ORDER BY n LIMIT @limit`,
    )
    .raw()
  // An entry that left and came back has one row for each time; it is in neither half of a difference
  // between two versions that both hold it.
  const GAINED = `FROM hotlist_entry e
     WHERE (since > @here OR until <= @here) AND since <= @there AND (until IS NULL OR until > @there)
     AND NOT EXISTS (
       SELECT 1 FROM hotlist_entry o
       WHERE ${entryHasId('o', 'e.id')} AND o.since <= @here AND (o.until IS NULL OR o.until > @here))`
  const gained = db.prepare<{ here: number; there: number }, EntryRow>(
    `SELECT ${ENTRY} ${GAINED} ORDER BY replace(replace(plate, 'O', '0'), 'I', '1'), id`,
  )
  const gainedCount = db.prepare<{ here: number; there: number }, number>(`SELECT count(*) ${GAINED}`).pluck()
  const view = db.prepare<{ id: string }, EntryViewRow>(
    `SELECT e.*, v.source_at, v.imported_at, (e.until IS NULL OR e.until > ${NEWEST}) AS live FROM hotlist_entry e
     JOIN hotlist_version v ON v.version = (
       SELECT max(version) FROM hotlist_version
       WHERE list = e.list AND version >= e.since AND (e.until IS NULL OR version < e.until))
     WHERE ${entryHasId('e', '@id')} ORDER BY e.since DESC LIMIT 1`,
  )

  const making = versionInMaking(db)
  const finish = db.transaction((turn: number, basedOn: number, made: NewVersion, use: VersionUse) => {
    if (!making.stands(turn, basedOn)) return false
    const version = basedOn + 1
    insertVersion.run({ ...made, version })
    logUse({
      at: made.importedAt,
      who: use.by,
      action: use.action ?? 'hotlist-import',
      outcome: 'success',
      subject: `${made.list} version ${version}`,
      detail: use.detail,
    })
    return true
  })
  return {
    hotlistVersion: () => newest.get() ?? null,
    hotlistVersions: () => versions.all(),
    lists: () => lists.all(),
    beginVersion: (basedOn) => making.begin(basedOn),
    addEntries: (turn, basedOn, list, entries) =>
      making.add(turn, basedOn, list, unpackEntries(entries)) ? 'added' : 'outdated',
    endEntries: (turn, basedOn, ids) => (making.end(turn, basedOn, ids) ? 'ended' : 'outdated'),
    finishVersion: (turn, basedOn, version, use) =>
      finish.immediate(turn, basedOn, version, use) ? { version: basedOn + 1 } : 'outdated',
    entriesAt: (version, after, limit) => page.all({ version, after, limit }).map(toEntry),
    entryPage(version, after, limit) {
      const found = cameAfter.all({ version, after, limit })
      const rows = entryRows([], found.length)
      for (const columns of found) rows.push(entryOf(columns))
      return {
        rows: { bytes: rows.packed(0, rows.size), tables: rows.tables() },
        next: found.length < limit ? null : (found.at(-1)?.[0] ?? null),
      }
    },
    difference: (from, to) => ({
      upsert: gained.all({ here: from, there: to }).map(toEntry),
      remove: gained.all({ here: to, there: from }).map((row) => row.id),
    }),
    differenceSize: (from, to) =>
      (gainedCount.get({ here: from, there: to }) ?? 0) + (gainedCount.get({ here: to, there: from }) ?? 0),
    entryView(id) {
      const row = view.get({ id })
      return row ? toView(row) : null
    },
  }
}

const entryOf = (columns: EntryColumns): Entry => ({
  id: columns[1],
  plate: columns[2],
  folded: columns[3] === 1,
  jurisdiction: columns[4],
  category: columns[5],
  flags: flagsOf(columns[6]),
  expiresAt: columns[7],
})

// Most entries have none, and a list has millions.
const flagsOf = (json: string) => (json === '[]' ? [] : (JSON.parse(json) as Entry['flags']))

const toEntry = (row: EntryRow): Entry => ({
  id: row.id,
  plate: row.plate,
  folded: row.folded === 1,
  jurisdiction: row.jurisdiction,
  category: row.category,
  flags: flagsOf(row.flags),
  expiresAt: row.expires_at,
})

const toView = (row: EntryViewRow): EntryView => ({
  ...toEntry(row),
  list: row.list,
  enteredAt: row.entered_at,
  sourceAt: row.source_at,
  importedAt: row.imported_at,
  vehicle: JSON.parse(row.vehicle) as EntryView['vehicle'],
  live: row.live === 1,
})
