import { FlagDecision, FlagOutcome, FlagView } from '@archway/shared/api/review'
import { Note } from '@archway/shared/api/search'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { NoteField } from '../approvals/note-field.tsx'
import { FailureNote } from '../desk/failure-note.tsx'
import { FLAG_OUTCOMES } from './words.ts'

interface FlagFormProps {
  readonly flag: number
  readonly ask: Ask
  readonly onDone: () => void
}

/** What a supervisor found out about a flagged use. */
export function AnswerFlag({ flag, ask, onDone }: FlagFormProps) {
  const [answer, setAnswer] = useState('')
  const send = useMutation({
    mutationFn: () => ask(`/flags/${flag}/answer`, FlagView, 'a flag', { answer }),
    onSuccess: onDone,
  })
  return (
    <>
      <form
        className="side-form"
        aria-label="Answer"
        onSubmit={(event) => {
          event.preventDefault()
          send.mutate()
        }}
      >
        <NoteField label="What you found out" value={answer} onChange={setAnswer} />
        <button
          type="submit"
          className="button button-primary"
          disabled={!Note.safeParse(answer).success || send.isPending}
        >
          Send the answer
        </button>
      </form>
      {send.error && <FailureNote error={send.error} />}
    </>
  )
}

/** Ends a flag. A violation needs the number under which discipline keeps it. */
export function DecideFlag({ flag, ask, onDone }: FlagFormProps) {
  const [outcome, setOutcome] = useState<FlagOutcome>('no-violation')
  const [reference, setReference] = useState('')
  const [note, setNote] = useState('')
  const decision = FlagDecision.safeParse({ outcome, reference: reference.trim() || null, note })
  const decide = useMutation({
    mutationFn: () => ask(`/flags/${flag}/decide`, FlagView, 'a flag', decision.data),
    onSuccess: onDone,
  })
  return (
    <>
      <form
        className="side-fields"
        aria-label="Decide"
        onSubmit={(event) => {
          event.preventDefault()
          decide.mutate()
        }}
      >
        <div className="side-pair">
          <label>
            Outcome
            <select
              name="outcome"
              value={outcome}
              onChange={(event) => setOutcome(FlagOutcome.parse(event.target.value))}
            >
              {FlagOutcome.options.map((option) => (
                <option key={option} value={option}>
                  {FLAG_OUTCOMES[option]}
                </option>
              ))}
            </select>
          </label>
          <label>
            Number at discipline{outcome === 'no-violation' && ' (none needed)'}
            <input
              name="reference"
              maxLength={64}
              autoComplete="off"
              required={outcome !== 'no-violation'}
              value={reference}
              onChange={(event) => setReference(event.target.value)}
            />
          </label>
        </div>
        <NoteField label="Why" value={note} onChange={setNote} />
        <div className="side-buttons">
          <button
            type="submit"
            className="button button-primary"
            disabled={!decision.success || decide.isPending}
          >
            Decide it
          </button>
        </div>
      </form>
      {decide.error && <FailureNote error={decide.error} />}
    </>
  )
}
