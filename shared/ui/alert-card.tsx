import type { AlertView } from '@archway/shared/api'
import { clockTime, duration } from '@archway/shared/figures'
import { CATEGORY_NAMES, DISPOSITION_NAMES, FLAG_NAMES } from '@archway/shared/wording'
import './alert-card.css'
import { GradeMark } from './grade-mark.tsx'

/**
 * One alert at a glance: what grade, wanted for what, where, how long ago, and whether it is taken. Sealed, it says
 * what hit and not which plate: that is typed from the images first.
 */
export function AlertCard({ alert, now }: { alert: AlertView; now: number }) {
  const taken = alert.acknowledged
  const place = alert.place?.label ?? alert.device.name
  const seen = alert.repeats ? `Seen ${alert.repeats.count + 1} times · ` : ''
  return (
    <div
      className="alert-card"
      data-alert={alert.id}
      data-grade={alert.live ? alert.grade : 'withdrawn'}
      data-waiting={taken ? undefined : ''}
      data-escalated={alert.escalatedAt !== null && !taken ? '' : undefined}
    >
      <div className="alert-card-row">
        <GradeMark grade={alert.grade} live={alert.live} />
        <time className="alert-card-age" dateTime={new Date(alert.raisedAt).toISOString()}>
          {duration(now - alert.raisedAt)} ago
        </time>
      </div>
      <div className="alert-card-row">
        {alert.sealed ? (
          <span className="alert-card-category">{CATEGORY_NAMES[alert.category]}</span>
        ) : (
          <span className="alert-card-plate plate-text">{alert.read.text}</span>
        )}
        {!alert.sealed && !alert.looks.some(({ outcome }) => outcome === 'verified') && (
          <span className="caution">UNVERIFIED</span>
        )}
        {alert.flags.includes('armed') && <span className="caution">{FLAG_NAMES.armed}</span>}
      </div>
      <div className="alert-card-detail">
        {seen}
        {alert.sealed ? place : `${CATEGORY_NAMES[alert.category]} · ${place}`}
      </div>
      <div className="alert-card-detail">{standing(alert, now)}</div>
    </div>
  )
}

/** Where it stands in its life, in a few words; an open alert that nobody has verified says so. */
function standing(alert: AlertView, now: number): string {
  const { acknowledged: taken } = alert
  if (!taken) {
    return alert.escalatedAt === null
      ? 'Not acknowledged'
      : `Nobody took it: escalated ${clockTime(alert.escalatedAt, now)}`
  }
  const by = `${taken.by}, ${clockTime(taken.at, now)}`
  if (alert.state === 'acknowledged') {
    if (alert.looks.some(({ outcome }) => outcome === 'disagreed')) return 'A look disagrees: supervisor'
    return `Unverified · acknowledged by ${by}`
  }
  const look = alert.looks.find(({ outcome }) => outcome === 'verified')
  const words = look ? `Verified by ${look.by}` : 'Not verified'
  const last = alert.sealed ? undefined : alert.dispositions.at(-1)
  return last ? `${words} · ${DISPOSITION_NAMES[last.disposition]}` : words
}
