import type { AlertView, UnitView } from '@archway/shared/api'
import { clockTime, duration, lapse } from '@archway/shared/figures'
import { GradeMark } from '@archway/shared/ui/grade-mark'
import { CATEGORY_NAMES, FLAG_NAMES, GRADE_NAMES } from '@archway/shared/wording'
import { PlacePanel } from '../map/place-panel.tsx'
import { AcknowledgeBar, type Attempt } from './acknowledge-bar.tsx'
import './alert-pane.css'
import { AngleEvidence } from './angle-evidence.tsx'
import { Doubts } from './doubts.tsx'
import { EntryPanel } from './entry-panel.tsx'
import { ReadPanel } from './read-panel.tsx'

/** Everything about the chosen alert that a person needs to judge it. */
export function AlertPane(props: {
  alert: AlertView
  units: readonly UnitView[]
  attempt: Attempt
  now: number
  onAcknowledge: () => void
  onImageFailure: () => void
}) {
  const { alert, now } = props
  return (
    <article className="alert-pane" aria-label={`Alert for plate ${alert.read.text}`}>
      <div className="alert-pane-scroll">
        <header className="alert-pane-head">
          <GradeMark grade={alert.grade} live={alert.entry.live} />
          <h2 className="plate-text">{alert.read.text}</h2>
          <span className="alert-pane-category">{CATEGORY_NAMES[alert.entry.category]}</span>
          {alert.entry.flags.includes('armed') && <span className="caution">{FLAG_NAMES.armed}</span>}
          <span className="alert-pane-time">
            <strong>{duration(now - alert.raisedAt)} ago</strong> · captured{' '}
            {clockTime(alert.read.capturedAt, now)}, raised {lapse(alert.raisedAt - alert.read.capturedAt)}{' '}
            later
          </span>
        </header>
        <Doubts alert={alert} />
        <div className="alert-pane-angles">
          {([1, 2] as const).map((angle) => (
            <AngleEvidence
              key={angle}
              alert={alert}
              angle={angle}
              now={now}
              onImageFailure={props.onImageFailure}
            />
          ))}
        </div>
        <div className="alert-pane-panels">
          <ReadPanel alert={alert} />
          <EntryPanel alert={alert} now={now} />
          <PlacePanel alert={alert} units={props.units} />
        </div>
        <p className="alert-pane-origin">
          Alert {alert.id}, graded {GRADE_NAMES[alert.grade].toLowerCase()} when raised · read by{' '}
          {alert.device.name} ({alert.device.id}), model {alert.read.model} · list version{' '}
          {alert.hit.listVersion}, entry {alert.entry.id} · policy {alert.policy}
        </p>
      </div>
      <AcknowledgeBar alert={alert} attempt={props.attempt} now={now} onAcknowledge={props.onAcknowledge} />
    </article>
  )
}
