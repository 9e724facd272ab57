import type { QuarantineView } from '@archway/shared/api/cameras'
import { clockTime, percent } from '@archway/shared/figures'
import { useState } from 'react'

/** One quarantine that waits for a decision or is in force, with what a person can do about it. */
export function QuarantineItem(props: {
  quarantine: QuarantineView
  now: number
  pending: boolean
  onDecide: (quarantine: boolean, reason: string) => void
  onLift: (reason: string) => void
}) {
  const { quarantine: one, now } = props
  const [reason, setReason] = useState('')
  const tooShort = reason.trim().length < 5
  return (
    <li className="panel">
      <h3>
        {one.device}, camera {one.camera}
      </h3>
      <p>
        {one.wrong} of {one.judged} judged alerts were wrong: between {percent(one.low)} and{' '}
        {percent(one.high)} of its alerts, as far as so few can say. Proposed {clockTime(one.proposedAt, now)}{' '}
        under policy {one.policy}.
      </p>
      {one.state === 'quarantined' && one.decidedAt !== null && (
        <p>
          <strong>In quarantine</strong> by {one.decidedBy}, {clockTime(one.decidedAt, now)}: {one.reason}
        </p>
      )}
      <form className="side-form" onSubmit={(event) => event.preventDefault()}>
        <label>
          Reason
          <input
            name="reason"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            required
            minLength={5}
            maxLength={500}
            autoComplete="off"
          />
        </label>
        {one.state === 'proposed' ? (
          <>
            <button
              type="button"
              className="button button-primary"
              disabled={props.pending || tooShort}
              onClick={() => props.onDecide(true, reason)}
            >
              Quarantine
            </button>
            <button
              type="button"
              className="button"
              disabled={props.pending || tooShort}
              onClick={() => props.onDecide(false, reason)}
            >
              Do not
            </button>
          </>
        ) : (
          <button
            type="button"
            className="button"
            disabled={props.pending || tooShort}
            onClick={() => props.onLift(reason)}
          >
            Lift
          </button>
        )}
      </form>
    </li>
  )
}
