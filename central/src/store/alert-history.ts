import type { LookOutcome, LookView } from '@archway/shared/api/verify'
import type { Uuid7 } from '@archway/shared/id'
import type { Database } from 'better-sqlite3'
import type { AlertHistory } from './alert-acts.ts'
import { repeatsIn } from './alert-repeats.ts'

interface LookRow extends Omit<LookView, 'confirmsLive' | 'found'> {
  readonly confirms_live: number
  readonly found: string
  readonly outcome: LookOutcome
}
interface TimesRow {
  readonly escalatedAt: number | null
  readonly committedAt: number | null
  readonly shownAt: number | null
}

const NO_TIMES: TimesRow = { escalatedAt: null, committedAt: null, shownAt: null }

/** Reads what was made of one alert, in the order in which it happened. */
export function alertHistory(db: Database): (alert: Uuid7) => AlertHistory {
  const looks = db.prepare<[string], LookRow>(
    `SELECT by, at, plate, state, confirms_live, found, outcome FROM alert_looks WHERE alert = ? ORDER BY at, by`,
  )
  const openings = db.prepare<[string], AlertHistory['openings'][number]>(
    'SELECT by, at, reason FROM alert_openings WHERE alert = ? ORDER BY at, by',
  )
  const dispositions = db.prepare<[string], AlertHistory['dispositions'][number]>(
    'SELECT by, at, disposition, note FROM alert_dispositions WHERE alert = ? ORDER BY n',
  )
  const times = db.prepare<[string], TimesRow>(
    `SELECT escalated_at AS escalatedAt, committed_at AS committedAt, shown_at AS shownAt
     FROM alert_times WHERE alert = ?`,
  )
  const repeatsOf = repeatsIn(db, 'same day')

  return (alert) => ({
    looks: looks.all(alert).map(({ confirms_live, found, ...look }) => ({
      ...look,
      confirmsLive: confirms_live === 1,
      found: JSON.parse(found),
    })),
    openings: openings.all(alert),
    dispositions: dispositions.all(alert),
    ...(times.get(alert) ?? NO_TIMES),
    repeats: repeatsOf(alert),
  })
}
