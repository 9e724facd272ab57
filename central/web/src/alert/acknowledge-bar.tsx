import type { AlertView } from '@archway/shared/api'
import { clockTime } from '@archway/shared/figures'
import { explain } from '../api/failure.ts'
import './acknowledge-bar.css'

/** How the operator's own attempt on this alert went. */
export type Attempt =
  | { readonly state: 'none' }
  | { readonly state: 'pending' }
  | { readonly state: 'failed'; readonly error: unknown }
  /** The server answered with another person's name. */
  | { readonly state: 'late' }

/** Always in sight: what a hit is not, and the one thing to do here. */
export function AcknowledgeBar(props: {
  alert: AlertView
  attempt: Attempt
  now: number
  onAcknowledge: () => void
}) {
  const { alert, attempt } = props
  const verified = alert.looks.find(({ outcome }) => outcome === 'verified')
  return (
    <footer className="acknowledge-bar">
      <p className="acknowledge-reminder">
        A hit alone is not reasonable suspicion. Confirm plate and state from the images and that the entry is
        still live.
      </p>
      <div className="acknowledge-act" aria-live="polite">
        {attempt.state === 'failed' && (
          <p className="acknowledge-failure" role="alert">
            <strong>Not recorded.</strong> {explain(attempt.error).what} {explain(attempt.error).todo}
          </p>
        )}
        {alert.acknowledged ? (
          <p className="acknowledge-done">
            {attempt.state === 'late' && <strong>Somebody else was first. </strong>}
            Acknowledged by <strong>{alert.acknowledged.by}</strong>,{' '}
            {clockTime(alert.acknowledged.at, props.now)}
            {verified && (
              <>
                {' '}
                · verified by <strong>{verified.by}</strong>, {clockTime(verified.at, props.now)}
              </>
            )}
          </p>
        ) : (
          <button
            type="button"
            className="button button-primary acknowledge-button"
            disabled={attempt.state === 'pending'}
            onClick={props.onAcknowledge}
          >
            {attempt.state === 'pending' ? 'Acknowledging…' : 'Acknowledge'} <kbd>A</kbd>
          </button>
        )}
      </div>
    </footer>
  )
}
