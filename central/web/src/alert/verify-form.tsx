import type { SealedAlert } from '@archway/shared/api'
import { jurisdictionNames } from '@archway/shared/wording'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { explain } from '../api/failure.ts'
import { Panel } from './panel.tsx'
import './verify-form.css'

export interface TypedLook {
  readonly plate: string
  readonly state: string | null
  readonly confirmsLive: boolean
}

const STATES = jurisdictionNames().toSorted(([, a], [, b]) => (a < b ? -1 : 1))
const NOT_SEEN = 'not-seen'

/**
 * Plate and state from the images, before anything of the read or the entry is shown. The source is asked by the plate
 * that is seen here, so that this answer, too, is of the images alone.
 */
export function VerifyForm(props: {
  alert: SealedAlert
  /** Whether to put the cursor into it: the operator has just taken the alert. */
  focus: boolean
  pending: boolean
  error: unknown
  onVerify: (typed: TypedLook) => void
}) {
  const [plate, setPlate] = useState('')
  const [state, setState] = useState('')
  const [confirmsLive, setConfirmsLive] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (props.focus) field.current?.focus()
  }, [props.focus])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.onVerify({ plate, state: state === NOT_SEEN ? null : state, confirmsLive })
  }
  const disputed = props.alert.looks.filter(({ outcome }) => outcome === 'disagreed')
  return (
    <Panel title="What do the images show?">
      <form className="verify-form" onSubmit={submit}>
        <p>
          Type what you see. What the camera read and what the list says are shown afterwards, so that they
          cannot lead your eye.
        </p>
        {disputed.length > 0 && (
          <p className="verify-disputed">
            The look of {disputed.map(({ by }) => by).join(', ')} disagrees with the entry: only a
            supervisor’s own look can verify this alert.
          </p>
        )}
        <div className="verify-fields">
          <label>
            Plate
            <input
              ref={field}
              className="plate-text"
              name="plate"
              value={plate}
              onChange={(event) => setPlate(event.target.value.toUpperCase())}
              onKeyDown={(event) => {
                if (event.key === 'Escape') event.currentTarget.blur()
              }}
              required
              maxLength={16}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              data-walks=""
            />
          </label>
          <label>
            State
            <select name="state" value={state} onChange={(event) => setState(event.target.value)} required>
              <option value="" disabled>
                Choose…
              </option>
              <option value={NOT_SEEN}>No state can be made out</option>
              {STATES.map(([code, name]) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
        <label className="verify-live">
          <input
            type="checkbox"
            name="confirmsLive"
            checked={confirmsLive}
            onChange={(event) => setConfirmsLive(event.target.checked)}
          />
          I asked the source about this very plate and state, and it is still wanted.
        </label>
        {props.error != null && (
          <p className="verify-failure" role="alert">
            <strong>Not recorded.</strong> {explain(props.error).what} {explain(props.error).todo}
          </p>
        )}
        <button type="submit" className="button button-primary" disabled={props.pending}>
          {props.pending ? 'Comparing…' : 'Compare with the entry'}
        </button>
      </form>
    </Panel>
  )
}
