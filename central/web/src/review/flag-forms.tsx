import { FlagDecision, FlagOutcome, FlagView } from '@archway/shared/api/review'
import { Note } from '@archway/shared/api/search'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { NoteField } from '../approvals/note-field.tsx'
import { SideForm } from '../session/side-form.tsx'
import { useSending } from '../session/use-sending.tsx'
import { FLAG_OUTCOMES } from './words.ts'

interface FlagFormProps {
  readonly flag: number
  readonly ask: Ask
  readonly onDone: () => void
}

/** What a supervisor found out about a flagged use. */
export function AnswerFlag({ flag, ask, onDone }: FlagFormProps) {
  const [answer, setAnswer] = useState('')
  const send = useSending(() => ask(`/flags/${flag}/answer`, FlagView, 'a flag', { answer }), onDone)
  return (
    <SideForm
      name="Answer"
      sending={send}
      submit="Send the answer"
      isReady={Note.safeParse(answer).success}
      isShort
    >
      <NoteField label="What you found out" value={answer} onChange={setAnswer} />
    </SideForm>
  )
}

/** Ends a flag. A violation needs the number under which discipline keeps it. */
export function DecideFlag({ flag, ask, onDone }: FlagFormProps) {
  const [outcome, setOutcome] = useState<FlagOutcome>('no-violation')
  const [reference, setReference] = useState('')
  const [note, setNote] = useState('')
  const decision = FlagDecision.safeParse({ outcome, reference: reference.trim() || null, note })
  const decide = useSending(() => ask(`/flags/${flag}/decide`, FlagView, 'a flag', decision.data), onDone)
  return (
    <SideForm name="Decide" sending={decide} submit="Decide it" isReady={decision.success}>
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
    </SideForm>
  )
}
