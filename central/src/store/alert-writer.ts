import { type AlertState, mayBecome } from '@archway/shared/alert'
import type { LookOutcome } from '@archway/shared/api/verify'
import type { Uuid7 } from '@archway/shared/id'
import { seesTheSame } from '@archway/shared/verification'
import type { Database } from 'better-sqlite3'
import type { ActOutcome, AlertAct } from './alert-acts.ts'
import type { AlertRecord } from './store.ts'

type Acts = {
  [K in AlertAct['kind']]: (record: AlertRecord, act: Extract<AlertAct, { kind: K }>) => ActOutcome
}

/** Does what is done with an alert, within the caller's transaction; every rule of its life is enforced here. */
export function alertWriter(db: Database): (record: AlertRecord, act: AlertAct) => ActOutcome {
  const setState = db.prepare<[AlertState, Uuid7]>('UPDATE alerts SET state = ? WHERE id = ?')
  const putLook = db.prepare(
    `INSERT INTO alert_looks VALUES (@alert, @by, @at, @plate, @state, @confirmsLive, @found, @outcome)
     ON CONFLICT (alert, by) DO UPDATE SET at = excluded.at, confirms_live = excluded.confirms_live,
       found = excluded.found, outcome = excluded.outcome`,
  )
  const putOpening = db.prepare<[string, string, number, string]>(
    'INSERT INTO alert_openings VALUES (?, ?, ?, ?)',
  )
  const putDisposition = db.prepare(
    'INSERT INTO alert_dispositions VALUES (@alert, @n, @by, @at, @disposition, @note)',
  )
  const putTimes = db.prepare<[string, number | null, number | null, number | null]>(
    `INSERT INTO alert_times VALUES (?, ?, ?, ?) ON CONFLICT (alert) DO UPDATE SET
       escalated_at = coalesce(escalated_at, excluded.escalated_at),
       committed_at = coalesce(committed_at, excluded.committed_at),
       shown_at = coalesce(shown_at, excluded.shown_at)`,
  )

  const acts: Acts = {
    look(record, act) {
      if (record.state === 'raised') return 'not-acknowledged'
      if (record.state !== 'acknowledged') return 'settled'
      if (record.openings.some(({ by }) => by === act.by)) return 'opened-before'
      const before = record.looks.find(({ by }) => by === act.by)
      const confirmsLater =
        before?.outcome === 'agreed' && before.plate === act.plate && before.state === act.state
      if (before && !confirmsLater) return 'looked-already'
      const outcome = outcomeOf(record, act)
      const { by, at, plate, state } = act
      const flags = { confirmsLive: act.confirmsLive ? 1 : 0, found: JSON.stringify(act.found) }
      putLook.run({ alert: record.id, by, at, plate, state, ...flags, outcome })
      if (outcome === 'verified') setState.run('verified', record.id)
      return outcome
    },
    open(record, { by, at, reason }) {
      if (record.openings.some((opening) => opening.by === by)) return 'done-already'
      putOpening.run(record.id, by, at, reason)
      return 'done'
    },
    dispose(record, { by, at, disposition, note }) {
      if (record.state === 'raised') return 'not-acknowledged'
      if (record.state === 'closed') return 'settled'
      if (record.state === 'acknowledged' && disposition === 'correct') return 'verify-first'
      const to = record.state === 'acknowledged' ? 'dismissed' : 'closed'
      if (!mayBecome(record.state, to)) throw new Error(`an alert that is ${record.state} cannot be ${to}`)
      putDisposition.run({ alert: record.id, n: record.dispositions.length + 1, by, at, disposition, note })
      setState.run(to, record.id)
      return 'done'
    },
    escalate(record, { at }) {
      if (record.state !== 'raised' || record.escalatedAt !== null) return 'done-already'
      putTimes.run(record.id, at, null, null)
      return 'done'
    },
    show(record, { at, committedAt }) {
      if (record.shownAt !== null) return 'done-already'
      putTimes.run(record.id, null, committedAt, at)
      return 'done'
    },
  }
  return (record, act) => (acts[act.kind] as (record: AlertRecord, act: AlertAct) => ActOutcome)(record, act)
}

/** Once a look has disagreed, only a look of somebody who may overrule it verifies. Every look stays. */
function outcomeOf(record: AlertRecord, act: Extract<AlertAct, { kind: 'look' }>): LookOutcome {
  if (!seesTheSame(act.found)) return 'disagreed'
  const isDisputed = record.looks.some(({ outcome, by }) => outcome === 'disagreed' && by !== act.by)
  if (isDisputed && !act.mayOverrule) return 'needs-supervisor'
  return act.found.live === 'live' ? 'verified' : 'agreed'
}
