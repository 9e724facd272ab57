import type { ReviewOutcome, ReviewView } from '@archway/shared/api/review'
import { Note } from '@archway/shared/api/search'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import type { Ask } from '../api/ask.ts'
import { NoteField } from '../approvals/note-field.tsx'
import { FailureNote } from '../desk/failure-note.tsx'
import { PURPOSE_NAMES, timeText } from '../search/words.ts'

const OUTCOMES: readonly (readonly [ReviewOutcome, string])[] = [
  ['proper', 'Proper'],
  ['improper', 'Improper'],
  ['unclear', 'Unclear'],
]

/** A search as a reviewer sees it: all but what was searched for. What was typed stays until it is taken. */
export function DrawnSearch(props: {
  one: z.infer<typeof ReviewView>
  isOwn: boolean
  ask: Ask
  onDone: () => void
}) {
  const { search, drawnAt } = props.one
  const [note, setNote] = useState('')
  const decide = useMutation({
    mutationFn: (outcome: ReviewOutcome) =>
      props.ask(`/reviews/${search.search}`, z.undefined(), 'a review', { outcome, note }),
    onSuccess: props.onDone,
  })
  const blocked = decide.isPending || decide.isSuccess || !Note.safeParse(note).success
  return (
    <li className="panel">
      <h3>
        {search.who}, case {search.case}
      </h3>
      <p>
        {PURPOSE_NAMES[search.purpose]}, {timeText(search.at)}, under policy {search.policy}
        {search.release !== null && ', released by a supervisor'}. Line {search.line} of the use log.
      </p>
      <p className="side-hint">Drawn by chance, {timeText(drawnAt)}</p>
      {props.isOwn ? (
        <p className="side-hint">You searched: another person must review it.</p>
      ) : (
        <form className="side-form" onSubmit={(event) => event.preventDefault()}>
          <NoteField label="What you found" value={note} onChange={setNote} />
          {OUTCOMES.map(([outcome, name]) => (
            <button
              key={outcome}
              type="button"
              className="button"
              disabled={blocked}
              onClick={() => decide.mutate(outcome)}
            >
              {name}
            </button>
          ))}
        </form>
      )}
      {decide.error && <FailureNote error={decide.error} />}
    </li>
  )
}
