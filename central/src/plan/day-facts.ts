import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Day } from '@archway/shared/id'
import { Read } from '@archway/shared/read'
import Database from 'better-sqlite3'
import { openDayFile } from '../store/day-open.ts'
import { DAY_SCHEMA } from '../store/day-schema.ts'
import { schemaFaults } from './schema-faults.ts'

/** Reads of a day that are opened one by one; all of a busy day's would take minutes. */
const SAMPLE = 200
/** Announced images, and files of images, of a day that are held against its Reads. */
export const IMAGES_LOOKED_AT = 20_000
const IMAGE_FILE = /^[0-9a-f-]{36}$/

/** What one day's file shows, without a plate. */
export interface DayFacts {
  readonly day: Day
  readonly reads: number
  readonly hits: number
  /** Reads that hit nothing. */
  readonly nonhits: number
  readonly alerts: number
  /** Those that are here. */
  readonly images: number
  /** What of the day's tables and their guards is not as this program makes it. */
  readonly schemaFaults: readonly string[]
  /** Newest Reads that were opened, and of them: */
  readonly sampled: number
  /** more, or other, fields than a Read has: which; */
  readonly strange: readonly string[]
  /** by one angle only; */
  readonly oneAngle: number
  /** images of an angle that has no view, or the same bytes for both. */
  readonly faked: number
  /** Announced images whose Read is not there. */
  readonly imagesWithoutRead: number
  /** Files of images that no Read announced. */
  readonly filesWithoutRead: readonly string[]
  /** Hits whose entry says no source, category or time of the source. */
  readonly hitsWithoutSource: number
  /** Alerts by category and by the policy that their Read was judged under. */
  readonly alertsBy: readonly { readonly policy: string; readonly category: string; readonly n: number }[]
  readonly open: number
  /** Milliseconds from the Read's first frame to the raised alert; null: no alert. */
  readonly slowestAlertMs: number | null
  readonly hitsByDevice: readonly {
    readonly device: string
    readonly basis: string | null
    readonly n: number
  }[]
}

/** Names of files in the folder of days, as they are now. */
export interface DayFolder {
  /** Days with rows, newest first. */
  readonly rows: readonly Day[]
  /** Folders of images, by the name of their key. */
  readonly imageFolders: readonly string[]
  readonly purged: readonly Day[]
}

const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])

export function lookAtFolder(folder: string): DayFolder {
  const names = namesIn(folder)
  const matching = (pattern: RegExp) => [...new Set(names.flatMap((name) => pattern.exec(name)?.[1] ?? []))]
  return {
    rows: matching(/^(\d{4}-\d\d-\d\d)(?:\.hits)?\.db$/)
      .sort()
      .reverse(),
    imageFolders: matching(/^(\d{4}-\d\d-\d\d(?:\.hits)?)$/),
    purged: matching(/^(\d{4}-\d\d-\d\d)\.purged$/),
  }
}

/** Null: the file has no tables yet. Throws where it cannot be read. */
export function lookAtDay(folder: string, day: Day): DayFacts | null {
  const thin = join(folder, `${day}.hits.db`)
  const thinned = existsSync(thin)
  const db = openDayFile(thinned ? thin : join(folder, `${day}.db`))
  if (!db) return null
  try {
    const one = (sql: string) => db.prepare<[], number | null>(sql).pluck().get() ?? null
    const reads = db
      .prepare<[number], { json: string }>('SELECT json FROM reads ORDER BY rowid DESC LIMIT ?')
      .all(SAMPLE)
      .map(({ json }) => Read.safeParse(JSON.parse(json)))
    const good = reads.flatMap(({ data }) => data ?? [])
    return {
      day,
      ...(db
        .prepare<[], Pick<DayFacts, 'reads' | 'hits' | 'alerts' | 'images'>>(
          'SELECT reads, hits, alerts, images FROM tally',
        )
        .get() ?? { reads: 0, hits: 0, alerts: 0, images: 0 }),
      nonhits: one('SELECT (SELECT reads FROM tally) - (SELECT count(DISTINCT read) FROM hits)') ?? 0,
      schemaFaults: dayFaults(db),
      sampled: reads.length,
      strange: [
        ...new Set(
          reads.flatMap(({ error }) =>
            (error?.issues ?? []).map((issue) =>
              issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.'),
            ),
          ),
        ),
      ],
      oneAngle: good.filter(({ views }) => views.length < 2).length,
      faked: good.filter(isFaked).length,
      imagesWithoutRead:
        one(`SELECT count(*) FROM (SELECT read FROM images ORDER BY id DESC LIMIT ${IMAGES_LOOKED_AT}) i
          WHERE NOT EXISTS (SELECT 1 FROM reads r WHERE r.id = i.read)`) ?? 0,
      filesWithoutRead: filesWithoutRead(db, join(folder, thinned ? `${day}.hits` : day)),
      hitsWithoutSource:
        one(`SELECT count(*) FROM hits WHERE json_extract(entry_view, '$.list') IS NULL
          OR json_extract(entry_view, '$.sourceAt') IS NULL
          OR json_extract(entry_view, '$.category') IS NOT category`) ?? 0,
      alertsBy: db
        .prepare<[], DayFacts['alertsBy'][number]>(
          `SELECT r.policy, h.category, count(*) AS n FROM alerts a JOIN hits h ON h.read = a.read AND h.entry = a.entry
             JOIN reads r ON r.id = a.read GROUP BY 1, 2`,
        )
        .all(),
      open: one("SELECT count(*) FROM alerts WHERE state = 'raised'") ?? 0,
      slowestAlertMs: one(
        'SELECT max(a.raised_at - r.captured_at) FROM alerts a JOIN reads r ON r.id = a.read',
      ),
      hitsByDevice: db
        .prepare<[], DayFacts['hitsByDevice'][number]>(
          `SELECT r.device, json_extract(h.place, '$.basis') AS basis, count(*) AS n FROM hits h
             JOIN reads r ON r.id = h.read GROUP BY 1, 2`,
        )
        .all(),
    }
  } finally {
    db.close()
  }
}

/** An image of an angle that saw nothing, or one picture given out as two. */
function isFaked({ views, images }: Read): boolean {
  const angles = views.map(({ angle }) => angle)
  if (images.some(({ angle }) => !angles.includes(angle))) return true
  return images.some((image) =>
    images.some((other) => other.angle !== image.angle && other.sha256 === image.sha256),
  )
}

function filesWithoutRead(db: Database.Database, folder: string): string[] {
  const announced = db.prepare<[string], number>('SELECT 1 FROM images WHERE id = ?').pluck()
  return namesIn(folder)
    .slice(0, IMAGES_LOOKED_AT)
    .filter((name) => IMAGE_FILE.test(name) && announced.get(name) === undefined)
}

/** A column or a table more could hold where everybody was; a trigger less, and Reads could be rewritten. */
function dayFaults(db: Database.Database): string[] {
  const made = new Database(':memory:')
  try {
    made.exec(DAY_SCHEMA)
    return schemaFaults(made, db).map(({ fault }) => fault)
  } finally {
    made.close()
  }
}
