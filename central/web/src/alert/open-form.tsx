import { type FormEvent, useState } from 'react'
import { explain } from '../api/failure.ts'

/** For a supervisor who cannot wait: the entry before a look, with a reason, and no verifying after it. */
export function OpenForm(props: { pending: boolean; error: unknown; onOpen: (reason: string) => void }) {
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.onOpen(reason)
  }
  return (
    <details className="panel">
      <summary>Open the entry without a look</summary>
      <form className="open-form" onSubmit={submit}>
        <p>You cannot verify this alert after that. The opening is recorded with your reason.</p>
        <label>
          Reason
          <input
            name="reason"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            required
            minLength={5}
            maxLength={1000}
            autoComplete="off"
          />
        </label>
        {props.error != null && (
          <p className="verify-failure" role="alert">
            <strong>Not opened.</strong> {explain(props.error).what} {explain(props.error).todo}
          </p>
        )}
        <button type="submit" className="button" disabled={props.pending}>
          Open the entry
        </button>
      </form>
    </details>
  )
}
