import { mayDo } from '@archway/shared/act'
import type { AlertView, Session, UnitView } from '@archway/shared/api'
import { clockTime, duration, lapse } from '@archway/shared/figures'
import { GradeMark } from '@archway/shared/ui/grade-mark'
import { CATEGORY_NAMES, FLAG_NAMES, GRADE_NAMES } from '@archway/shared/wording'
import { evidenceAddress } from '../evidence/chosen-reads.ts'
import { PlacePanel } from '../map/place-panel.tsx'
import { AcknowledgeBar, type Attempt } from './acknowledge-bar.tsx'
import './alert-pane.css'
import { AngleEvidence } from './angle-evidence.tsx'
import { Doubts } from './doubts.tsx'
import { EntryPanel } from './entry-panel.tsx'
import { ReadPanel } from './read-panel.tsx'
import type { AlertActs } from './use-alert-acts.ts'
import { VerificationPanels } from './verification-panels.tsx'

/** Everything about the chosen alert that a person needs to judge it, in the order in which they may know it. */
export function AlertPane(props: {
  alert: AlertView
  session: Session
  units: readonly UnitView[]
  attempt: Attempt
  acts: AlertActs
  now: number
  onAcknowledge: () => void
  onImageFailure: () => void
}) {
  const { alert, now } = props
  return (
    <article
      className="alert-pane"
      data-alert={alert.id}
      aria-label={
        alert.sealed ? `Alert, ${CATEGORY_NAMES[alert.category]}` : `Alert for plate ${alert.read.text}`
      }
    >
      <div className="alert-pane-scroll">
        <header className="alert-pane-head">
          <GradeMark grade={alert.grade} live={alert.live} />
          {alert.sealed ? (
            <h2>{CATEGORY_NAMES[alert.category]}</h2>
          ) : (
            <>
              <h2 className="plate-text">{alert.read.text}</h2>
              <span className="alert-pane-category">{CATEGORY_NAMES[alert.category]}</span>
            </>
          )}
          {alert.flags.includes('armed') && <span className="caution">{FLAG_NAMES.armed}</span>}
          <span className="alert-pane-time">
            <strong>{duration(now - alert.raisedAt)} ago</strong> · captured{' '}
            {clockTime(alert.seen.capturedAt, now)}, raised {lapse(alert.raisedAt - alert.seen.capturedAt)}{' '}
            later
          </span>
        </header>
        <Unverified alert={alert} />
        <Repeats alert={alert} now={now} />
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
          <VerificationPanels {...props} />
          {!alert.sealed && <ReadPanel alert={alert} />}
          {!alert.sealed && <EntryPanel alert={alert} now={now} />}
          <PlacePanel alert={alert} units={props.units} />
        </div>
        {mayDo(props.session.roles, 'hold-propose') && (
          <p>
            <a
              className="button"
              href={evidenceAddress('holds', [alert.seen.read])}
              target="archway-evidence"
              title="Opens Evidence beside the desk, with this Read chosen; a second person decides"
            >
              Keep it as evidence
            </a>
          </p>
        )}
        <p className="alert-pane-origin">
          Alert {alert.id}, graded {GRADE_NAMES[alert.grade].toLowerCase()} when raised · read by{' '}
          {alert.device.name} ({alert.device.id}), model {alert.seen.model}
          {!alert.sealed && ` · list version ${alert.hit.listVersion}, entry ${alert.entry.id}`} · policy{' '}
          {alert.policy}
        </p>
      </div>
      <AcknowledgeBar alert={alert} attempt={props.attempt} now={now} onAcknowledge={props.onAcknowledge} />
    </article>
  )
}

/** Said large wherever a plate stands that no person has verified: in a car, above all. */
function Unverified({ alert }: { alert: AlertView }) {
  if (alert.sealed || alert.looks.some(({ outcome }) => outcome === 'verified')) return null
  return (
    <p className="unverified">
      UNVERIFIED
      <span>No person has confirmed plate, state and entry. Do not stop anybody on it.</span>
    </p>
  )
}

function Repeats({ alert, now }: { alert: AlertView; now: number }) {
  if (!alert.repeats) return null
  const { count, last } = alert.repeats
  return (
    <p className="alert-pane-repeats">
      Seen {count + 1} times, last at <strong>{clockTime(last.capturedAt, now)}</strong>
      {last.place?.label ? `, ${last.place.label}` : ''} ({last.device}). The images below are of the first
      time.
    </p>
  )
}
