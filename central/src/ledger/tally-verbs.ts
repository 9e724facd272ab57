import type { UnitEvent } from '@archway/shared/api/deployment'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { DayTotal, TallyLedger } from './tally-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

const EVENT = `SELECT n, device, kind, part, detail, since, until, recorded_by AS recordedBy FROM unit_event`

export function tallyVerbs(db: Database): Verbs<TallyLedger> {
  const { logUse } = logVerbs(db)
  const total = db.prepare(
    `INSERT INTO day_total (day, taken_at, reads, hits, alerts, images, refused)
     VALUES (@day, @at, @reads, @hits, @alerts, @images, @refused)
     ON CONFLICT DO UPDATE SET taken_at = max(taken_at, excluded.taken_at), reads = max(reads, excluded.reads),
       hits = max(hits, excluded.hits), alerts = max(alerts, excluded.alerts),
       images = max(images, excluded.images), refused = max(refused, excluded.refused)`,
  )
  const unit = db.prepare(
    `INSERT INTO unit_day VALUES (@day, @device, @reads)
     ON CONFLICT DO UPDATE SET reads = max(reads, excluded.reads)`,
  )
  const hit = db.prepare(
    `INSERT INTO unit_day_hit VALUES (@day, @device, @category, @grade, @hits, @alerts)
     ON CONFLICT DO UPDATE SET hits = max(hits, excluded.hits), alerts = max(alerts, excluded.alerts)`,
  )
  const up = db.prepare<[string, string, number]>(
    'INSERT INTO unit_day_up VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET up_ms = up_ms + excluded.up_ms',
  )
  const tallied = db.prepare<[string], DayTotal>(
    'SELECT day, taken_at AS takenAt, reads, hits, alerts, images, refused FROM day_total WHERE day >= ?',
  )
  const open = db.prepare<[], UnitEvent>(`${EVENT} WHERE until IS NULL AND recorded_by IS NULL ORDER BY n`)
  const begin = db.prepare(
    `INSERT INTO unit_event (device, kind, part, detail, since) VALUES (@device, @kind, @part, @detail, @since)
     ON CONFLICT DO NOTHING`,
  )
  const end = db.prepare('UPDATE unit_event SET until = max(since, ?) WHERE n = ? AND until IS NULL')
  const isDevice = db.prepare<[string], number>('SELECT 1 FROM device WHERE id = ?').pluck()
  const damage = db.prepare(
    `INSERT INTO unit_event (device, kind, part, detail, since, recorded_by)
     VALUES (@device, @kind, '', @detail, @since, @by)`,
  )
  const events = db.prepare<[{ device: string | null; before: number | null; limit: number }], UnitEvent>(
    `${EVENT} WHERE (@device IS NULL OR device = @device) AND (@before IS NULL OR n < @before)
     ORDER BY n DESC LIMIT @limit`,
  )
  const last = db.prepare<[], { device: string; day: string }>(
    'SELECT device, max(day) AS day FROM unit_day WHERE reads > 0 GROUP BY device',
  )

  return {
    keepTally: db.transaction((day, counts, { units, hits }, at) => {
      total.run({ ...counts, day, at })
      for (const { device, reads } of units) unit.run({ day, device, reads })
      for (const row of hits) hit.run({ ...row, day })
    }) as Verbs<TallyLedger>['keepTally'],
    talliedDays: (since) => tallied.all(since),
    addUptime: db.transaction((day, rows) => {
      for (const [device, ms] of rows) up.run(day, device, Math.round(ms))
    }) as Verbs<TallyLedger>['addUptime'],

    openEvents: () => open.all(),
    beginEvent(event) {
      begin.run(event)
    },
    endEvent(n, until) {
      end.run(until, n)
    },
    recordDamage: db.transaction((found, at, by) => {
      const known = isDevice.get(found.device) !== undefined
      if (known) damage.run({ ...found, by })
      logUse({
        at,
        who: by,
        action: 'damage-record',
        outcome: known ? 'success' : 'failure',
        subject: found.device,
        detail: known ? found.kind : 'unknown-device',
      })
      return known ? 'recorded' : 'unknown-device'
    }) as Verbs<TallyLedger>['recordDamage'],
    unitEvents: (query) => events.all(query),
    lastReads: () => last.all(),
  }
}
