import type { AlertView } from '@archway/shared/api'
import { DOUBT_ADVICE } from '@archway/shared/wording'
import './doubts.css'

/** Every reason against acting at once, each with what to do about it. */
export function Doubts({ alert }: { alert: AlertView }) {
  const withdrawn = !alert.live
  if (alert.doubts.length === 0 && !withdrawn) return null
  return (
    <section className="doubts" aria-label="Doubts">
      <ul>
        {withdrawn && (
          <li>
            <strong>The entry was withdrawn since this alert was raised</strong>: do not act on it unless the
            source confirms it anew.
          </li>
        )}
        {alert.doubts.map((doubt) => (
          <li key={doubt}>
            <strong>{DOUBT_ADVICE[doubt].what}</strong>: {DOUBT_ADVICE[doubt].todo}
          </li>
        ))}
      </ul>
    </section>
  )
}
