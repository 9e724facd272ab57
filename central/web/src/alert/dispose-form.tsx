import { Disposition } from '@archway/shared/alert'
import type { AlertView } from '@archway/shared/api'
import { DISPOSITION_NAMES } from '@archway/shared/wording'
import { type FormEvent, useState } from 'react'
import { explain } from '../api/failure.ts'
import { Panel } from './panel.tsx'

/** Which dispositions somebody can give: how it was wrong only who knows the entry, "correct" only once verified. */
function choicesFor(alert: AlertView): readonly Disposition[] {
  if (alert.sealed) return ['not-actionable']
  return Disposition.options.filter((one) => one !== 'correct' || alert.state !== 'acknowledged')
}

/** What the alert came to. It dismisses an acknowledged alert, and closes a verified or dismissed one. */
export function DisposeForm(props: {
  alert: AlertView
  pending: boolean
  error: unknown
  onDispose: (disposition: Disposition, note: string) => void
}) {
  const choices = choicesFor(props.alert)
  const [chosen, setChosen] = useState<Disposition | ''>('')
  const [note, setNote] = useState('')
  const closes = props.alert.state !== 'acknowledged'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen !== '') props.onDispose(chosen, note)
  }
  return (
    <Panel title={closes ? 'What did it come to?' : 'Dismiss'}>
      <form className="dispose-form" onSubmit={submit}>
        <fieldset className="dispose-choices">
          <legend className="visually-hidden">Disposition</legend>
          {choices.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="disposition"
                value={one}
                checked={chosen === one}
                onChange={() => setChosen(one)}
                required
              />
              {DISPOSITION_NAMES[one]}
            </label>
          ))}
        </fieldset>
        <label>
          Why
          <input
            type="text"
            name="note"
            value={note}
            onChange={(event) => setNote(event.target.value)}
            required={chosen !== 'correct'}
            minLength={3}
            maxLength={1000}
            autoComplete="off"
          />
        </label>
        {props.error != null && (
          <p className="verify-failure" role="alert">
            <strong>Not recorded.</strong> {explain(props.error).what} {explain(props.error).todo}
          </p>
        )}
        <button type="submit" className="button" disabled={props.pending}>
          {closes ? 'Close the alert' : 'Dismiss the alert'}
        </button>
      </form>
    </Panel>
  )
}
