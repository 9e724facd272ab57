import type { CameraErrors, EscalationView, QuarantineView } from '@archway/shared/api/cameras'
import { wilson } from '@archway/shared/interval'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { AlertLedger, AlertOutcome, CameraRule } from './alert-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

interface Tally {
  readonly judged: number
  readonly wrong: number
}
type CameraRow = Omit<CameraErrors, 'interval'>

const QUARANTINE = `SELECT n, device, camera, state, proposed_at AS proposedAt, judged, wrong, low, high, policy,
  decided_by AS decidedBy, decided_at AS decidedAt, reason, lifted_by AS liftedBy, lifted_at AS liftedAt,
  lift_reason AS liftReason FROM camera_quarantine`

export function alertVerbs(db: Database): Verbs<AlertLedger> {
  const { logUse } = logVerbs(db)
  const putOutcome = db.prepare(
    `INSERT INTO alert_outcome (alert, device, at, by, disposition, policy)
     VALUES (@alert, @device, @at, @by, @disposition, @policy)
     ON CONFLICT (alert) DO UPDATE SET at = excluded.at, by = excluded.by, disposition = excluded.disposition,
       policy = excluded.policy`,
  )
  const clearCameras = db.prepare<[string]>('DELETE FROM camera_outcome WHERE alert = ?')
  const putCamera = db.prepare(
    'INSERT OR REPLACE INTO camera_outcome (device, camera, alert, at, wrong) VALUES (@device, @camera, @alert, @at, @wrong)',
  )
  const tally = db.prepare<[string, string, number], Tally>(
    'SELECT count(*) AS judged, coalesce(sum(wrong), 0) AS wrong FROM camera_outcome WHERE device = ? AND camera = ? AND at >= ?',
  )
  const decidedAt = db
    .prepare<[string, string], number | null>(
      'SELECT max(coalesce(lifted_at, decided_at)) FROM camera_quarantine WHERE device = ? AND camera = ?',
    )
    .pluck()
  const isOpen = db
    .prepare<[string, string], number>(
      "SELECT 1 FROM camera_quarantine WHERE device = ? AND camera = ? AND state IN ('proposed', 'quarantined')",
    )
    .pluck()
  const propose = db.prepare(
    `INSERT INTO camera_quarantine (device, camera, proposed_at, judged, wrong, low, high, policy)
     VALUES (@device, @camera, @at, @judged, @wrong, @low, @high, @policy)`,
  )
  const errors = db.prepare<[number], CameraRow>(
    `SELECT o.device, o.camera, count(*) AS judged, sum(o.wrong) AS wrong,
       (SELECT state FROM camera_quarantine q WHERE q.device = o.device AND q.camera = o.camera
        ORDER BY q.n DESC LIMIT 1) AS quarantine
     FROM camera_outcome o WHERE o.at >= ? GROUP BY o.device, o.camera
     ORDER BY sum(o.wrong) DESC, o.device, o.camera`,
  )
  const all = db.prepare<[{ state: string | null }], QuarantineView>(
    `${QUARANTINE} WHERE (@state IS NULL OR state = @state) ORDER BY n DESC`,
  )
  const one = db.prepare<[number], QuarantineView>(`${QUARANTINE} WHERE n = ?`)
  const decide = db.prepare(
    'UPDATE camera_quarantine SET state = @state, decided_at = @at, decided_by = @by, reason = @reason WHERE n = @n',
  )
  const lift = db.prepare(
    "UPDATE camera_quarantine SET state = 'lifted', lifted_at = @at, lifted_by = @by, lift_reason = @reason WHERE n = @n",
  )
  const escalate = db.prepare<EscalationView>(
    `INSERT INTO alert_escalation (alert, device, raised_at, at, policy)
     VALUES (@alert, @device, @raisedAt, @at, @policy) ON CONFLICT (alert) DO NOTHING`,
  )
  const escalations = db.prepare<[number], EscalationView>(
    `SELECT alert, device, raised_at AS raisedAt, at, policy FROM alert_escalation
     ORDER BY at DESC, alert DESC LIMIT ?`,
  )
  const counts = db.prepare<
    [number, number],
    { device: string; disposition: AlertOutcome['disposition']; alerts: number }
  >(
    `SELECT device, disposition, count(*) AS alerts FROM alert_outcome WHERE at >= ? AND at < ?
     GROUP BY device, disposition ORDER BY device, disposition`,
  )

  /** @returns whether it was proposed */
  const judgeCamera = (camera: string, outcome: AlertOutcome, rule: CameraRule): boolean => {
    const { device, at, policy } = outcome
    if (isOpen.get(device, camera) !== undefined) return false
    const since = Math.max(rule.since, (decidedAt.get(device, camera) ?? -1) + 1)
    const { judged, wrong } = tally.get(device, camera, since) ?? { judged: 0, wrong: 0 }
    const interval = wilson(wrong, judged)
    if (!interval || judged < rule.leastJudged || interval.low <= rule.errorShare) return false
    propose.run({ device, camera, at, judged, wrong, low: interval.low, high: interval.high, policy })
    logUse({
      at,
      who: 'system',
      action: 'camera-propose',
      outcome: 'success',
      subject: `${device}/${camera}`,
      detail: `${wrong} of ${judged} alerts wrong, at least ${(interval.low * 100).toFixed(0)} % · policy ${policy}`,
    })
    return true
  }

  return {
    alertDisposed: db.transaction((outcome: AlertOutcome, rule: CameraRule) => {
      const { cameras, ...rest } = outcome
      const { alert, device, at, by, disposition, policy } = rest
      putOutcome.run(rest)
      clearCameras.run(alert)
      for (const { camera, wrong } of cameras)
        putCamera.run({ device, camera, alert, at, wrong: wrong ? 1 : 0 })
      const detail = `${disposition} · unit ${device} · policy ${policy}`
      logUse({ at, who: by, action: 'alert-dispose', outcome: 'success', subject: alert, detail })
      const proposed = cameras
        .map(({ camera }) => camera)
        .filter((camera) => judgeCamera(camera, outcome, rule))
      return { proposed }
    }) as Verbs<AlertLedger>['alertDisposed'],
    cameraErrors: (since) =>
      errors.all(since).map((row) => {
        const interval = wilson(row.wrong, row.judged)
        return {
          ...row,
          interval: interval && { share: interval.share, low: interval.low, high: interval.high },
        }
      }),
    quarantines: (state) => all.all({ state }),
    decideQuarantine: db.transaction((decision) => {
      const found = one.get(decision.n)
      const { n, quarantine, by, at, reason } = decision
      const outcome = found?.state === 'proposed' ? 'success' : 'failure'
      const subject = found ? `${found.device}/${found.camera}` : String(n)
      const detail = quarantine ? 'quarantined' : 'refused'
      logUse({ at, who: by, action: 'camera-quarantine', outcome, subject, detail })
      if (!found) return 'unknown'
      if (found.state !== 'proposed') return 'decided-already'
      decide.run({ n, state: quarantine ? 'quarantined' : 'refused', at, by, reason })
      return 'decided'
    }) as Verbs<AlertLedger>['decideQuarantine'],
    liftQuarantine: db.transaction(({ n, by, at, reason }) => {
      const found = one.get(n)
      const outcome = found?.state === 'quarantined' ? 'success' : 'failure'
      const subject = found ? `${found.device}/${found.camera}` : String(n)
      logUse({ at, who: by, action: 'camera-quarantine', outcome, subject, detail: 'lifted' })
      if (!found) return 'unknown'
      if (found.state !== 'quarantined') return 'not-in-force'
      lift.run({ n, at, by, reason })
      return 'lifted'
    }) as Verbs<AlertLedger>['liftQuarantine'],
    noteEscalation: db.transaction((escalation: EscalationView) => {
      if (escalate.run(escalation).changes === 0) return false
      const { alert, at, raisedAt, policy } = escalation
      const waited = `nobody acknowledged it for ${Math.round((at - raisedAt) / 1000)} s · policy ${policy}`
      logUse({
        at,
        who: 'system',
        action: 'alert-escalate',
        outcome: 'success',
        subject: alert,
        detail: waited,
      })
      return true
    }) as Verbs<AlertLedger>['noteEscalation'],
    escalations: (limit) => escalations.all(limit),
    outcomeCounts: (from, until) => counts.all(from, until),
  }
}
