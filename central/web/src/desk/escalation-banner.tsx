import { mayDo } from '@archway/shared/act'
import type { AlertView, Session } from '@archway/shared/api'
import { CATEGORY_NAMES } from '@archway/shared/wording'
import './banners.css'

/** For supervisors, above everything: alerts that nobody took in time. */
export function EscalationBanner(props: {
  session: Session
  alerts: readonly AlertView[]
  onChoose: (alert: AlertView) => void
}) {
  // Whoever may overrule the operators takes what they left.
  const isSupervisor = mayDo(props.session.roles, 'alert-overrule')
  const escalated = props.alerts.filter((alert) => alert.state === 'raised' && alert.escalatedAt !== null)
  const [first] = escalated
  if (!isSupervisor || !first) return null
  return (
    <div className="banner" data-tone="warn" role="alert">
      <strong>
        Nobody has acknowledged {escalated.length === 1 ? 'an alert' : `${escalated.length} alerts`} in time:
      </strong>{' '}
      {CATEGORY_NAMES[first.category]}, {first.place?.label ?? first.device.name}.{' '}
      <button type="button" className="button" onClick={() => props.onChoose(first)}>
        Show it
      </button>
    </div>
  )
}
