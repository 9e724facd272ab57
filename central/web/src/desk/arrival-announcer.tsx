import type { AlertView } from '@archway/shared/api'
import { CATEGORY_NAMES, GRADE_NAMES } from '@archway/shared/wording'

/** Tells a screen reader what came, without moving the focus. */
export function ArrivalAnnouncer({ alerts }: { alerts: readonly AlertView[] }) {
  return (
    <div className="visually-hidden" role="status">
      {alerts.map((alert) => (
        <p key={alert.id}>
          New alert. {GRADE_NAMES[alert.grade]}, {CATEGORY_NAMES[alert.category]},{' '}
          {alert.place?.label ?? alert.device.name}
          {!alert.sealed && `, unverified plate ${[...alert.read.text].join(' ')}`}.
        </p>
      ))}
    </div>
  )
}
