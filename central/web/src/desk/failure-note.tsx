import { explain } from '../api/failure.ts'
import './failure-note.css'

/** A failure in the place of what it kept from being shown. */
export function FailureNote(props: { error: unknown; onRetry?: () => void }) {
  const { what, todo } = explain(props.error)
  return (
    <div className="failure-note" role="alert">
      <strong>{what}</strong>
      <p>{todo}</p>
      {props.onRetry && (
        <button type="button" className="button" onClick={props.onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}
