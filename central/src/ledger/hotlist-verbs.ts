import type { EntryView } from '@archway/shared/api'
import type { Entry } from '@archway/shared/hotlist'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { HotlistLedger, HotlistVersion, ListedEntry, ListState } from './hotlist-ledger.ts'
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

interface EntryViewRow extends EntryRow {
  list: string
  entered_at: number | null
  vehicle: string
  until: number | null
  source_at: number
  imported_at: number
}

const ENTRY = 'id, plate, folded, jurisdiction, category, flags, expires_at'
const VERSION =
  'version, list, source_at AS sourceAt, imported_at AS importedAt, entries, digest, oldest_source_at AS oldestSourceAt'
const IN_FORCE_AT = 'since <= @version AND (until IS NULL OR until > @version)'

export function hotlistVerbs(db: Database): Verbs<HotlistLedger> {
  const { logUse } = logVerbs(db)
  const versions = db.prepare<[], HotlistVersion>(`SELECT ${VERSION} FROM hotlist_version ORDER BY version`)
  const newest = db.prepare<[], HotlistVersion>(
    `SELECT ${VERSION} FROM hotlist_version ORDER BY version DESC LIMIT 1`,
  )
  const lists = db.prepare<[], ListState>(
    `SELECT v.list, v.version, v.source_at AS sourceAt,
       (SELECT count(*) FROM hotlist_entry e WHERE e.list = v.list AND e.until IS NULL) AS entries
     FROM hotlist_version v
     WHERE v.version = (SELECT max(version) FROM hotlist_version WHERE list = v.list) ORDER BY v.list`,
  )
  const insertVersion = db.prepare<HotlistVersion>(
    'INSERT INTO hotlist_version VALUES (@version, @list, @sourceAt, @importedAt, @entries, @digest, @oldestSourceAt)',
  )
  const idsOfList = db
    .prepare<[string], string>('SELECT id FROM hotlist_entry WHERE list = ? AND until IS NULL')
    .pluck()
  const end = db.prepare('UPDATE hotlist_entry SET until = ? WHERE id = ? AND until IS NULL')
  const insert = db.prepare(
    `INSERT INTO hotlist_entry (id, list, since, plate, raw, folded, jurisdiction, category, flags, expires_at,
       entered_at, number, agency, vehicle)
     VALUES (@id, @list, @since, @plate, @raw, @folded, @jurisdiction, @category, @flags, @expiresAt,
       @enteredAt, @number, @agency, @vehicle)`,
  )
  const page = db.prepare<{ version: number; after: string; limit: number }, EntryRow>(
    `SELECT ${ENTRY} FROM hotlist_entry WHERE id > @after AND ${IN_FORCE_AT} ORDER BY id LIMIT @limit`,
  )
  const others = db.prepare<[string], EntryRow>(
    `SELECT ${ENTRY} FROM hotlist_entry WHERE list <> ? AND until IS NULL`,
  )
  // An entry that left and came back has one row for each time; it is in neither half of a difference
  // between two versions that both hold it.
  const gained = db.prepare<{ here: number; there: number }, EntryRow>(
    `SELECT ${ENTRY} FROM hotlist_entry e
     WHERE (since > @here OR until <= @here) AND since <= @there AND (until IS NULL OR until > @there)
     AND NOT EXISTS (
       SELECT 1 FROM hotlist_entry o
       WHERE o.id = e.id AND o.since <= @here AND (o.until IS NULL OR o.until > @here))
     ORDER BY id`,
  )
  const view = db.prepare<[string], EntryViewRow>(
    `SELECT e.*, v.source_at, v.imported_at FROM hotlist_entry e
     JOIN hotlist_version v ON v.version = (
       SELECT max(version) FROM hotlist_version
       WHERE list = e.list AND version >= e.since AND (e.until IS NULL OR version < e.until))
     WHERE e.id = ? ORDER BY e.since DESC LIMIT 1`,
  )

  const replaceContent = (list: string, version: number, entries: readonly ListedEntry[]) => {
    const leaving = new Set(idsOfList.all(list))
    for (const entry of entries) {
      if (leaving.delete(entry.id)) continue
      insert.run({
        ...entry,
        list,
        since: version,
        folded: entry.folded ? 1 : 0,
        flags: JSON.stringify(entry.flags),
        vehicle: JSON.stringify(entry.vehicle),
      })
    }
    for (const id of leaving) end.run(version, id)
  }

  return {
    hotlistVersion: () => newest.get() ?? null,
    hotlistVersions: () => versions.all(),
    lists: () => lists.all(),
    importList: db.transaction((imported, entries, basedOn, use) => {
      if ((newest.get()?.version ?? 0) !== basedOn) return 'outdated'
      const version = basedOn + 1
      insertVersion.run({ ...imported, version })
      replaceContent(imported.list, version, entries)
      logUse({
        at: imported.importedAt,
        who: use.by,
        action: 'hotlist-import',
        outcome: 'success',
        subject: `${imported.list} version ${version}`,
        detail: use.detail,
      })
      return { version }
    }).immediate as Verbs<HotlistLedger>['importList'],
    entriesAt: (version, after, limit) => page.all({ version, after, limit }).map(toEntry),
    entriesOfOthers: (list) => others.all(list).map(toEntry),
    difference: (from, to) => ({
      upsert: gained.all({ here: from, there: to }).map(toEntry),
      remove: gained.all({ here: to, there: from }).map((row) => row.id),
    }),
    entryView(id) {
      const row = view.get(id)
      return row ? toView(row) : null
    },
  }
}

const toEntry = (row: EntryRow): Entry => ({
  id: row.id,
  plate: row.plate,
  folded: row.folded === 1,
  jurisdiction: row.jurisdiction,
  category: row.category,
  flags: JSON.parse(row.flags) as Entry['flags'],
  expiresAt: row.expires_at,
})

const toView = (row: EntryViewRow): EntryView => ({
  ...toEntry(row),
  list: row.list,
  enteredAt: row.entered_at,
  sourceAt: row.source_at,
  importedAt: row.imported_at,
  vehicle: JSON.parse(row.vehicle) as EntryView['vehicle'],
  live: row.until === null,
})
