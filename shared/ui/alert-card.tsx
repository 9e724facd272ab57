import type { AlertView } from '@archway/shared/api'
import { clockTime, duration } from '@archway/shared/figures'
import { CATEGORY_NAMES, FLAG_NAMES } from '@archway/shared/wording'
import './alert-card.css'
import { GradeMark } from './grade-mark.tsx'

/** One alert at a glance: what grade, which plate, wanted for what, how long ago, and whether it is taken. */
export function AlertCard({ alert, now }: { alert: AlertView; now: number }) {
  const taken = alert.acknowledged
  return (
    <div
      className="alert-card"
      data-grade={alert.entry.live ? alert.grade : 'withdrawn'}
      data-waiting={taken ? undefined : ''}
    >
      <div className="alert-card-row">
        <GradeMark grade={alert.grade} live={alert.entry.live} />
        <time className="alert-card-age" dateTime={new Date(alert.raisedAt).toISOString()}>
          {duration(now - alert.raisedAt)} ago
        </time>
      </div>
      <div className="alert-card-row">
        <span className="alert-card-plate plate-text">{alert.read.text}</span>
        {alert.entry.flags.includes('armed') && <span className="caution">{FLAG_NAMES.armed}</span>}
      </div>
      <div className="alert-card-detail">
        {CATEGORY_NAMES[alert.entry.category]} · {alert.place?.label ?? alert.device.name}
      </div>
      <div className="alert-card-detail">
        {taken ? `Acknowledged by ${taken.by}, ${clockTime(taken.at, now)}` : 'Not acknowledged'}
      </div>
    </div>
  )
}
