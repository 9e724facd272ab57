import type { AlertView } from '@archway/shared/api'
import { CATEGORY_NAMES, GRADE_NAMES } from '@archway/shared/wording'

/** Tells a screen reader what came, without moving the focus. */
export function ArrivalAnnouncer({ alerts }: { alerts: readonly AlertView[] }) {
  return (
    <div className="visually-hidden" role="status">
      {alerts.map((alert) => (
        <p key={alert.id}>
          New alert. {GRADE_NAMES[alert.grade]}, plate {[...alert.read.text].join(' ')},{' '}
          {CATEGORY_NAMES[alert.entry.category]}.
        </p>
      ))}
    </div>
  )
}
