import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { ReviewOutcome, type ReviewView } from '@archway/shared/api/review'
import { Note } from '@archway/shared/api/search'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import type { Ask } from '../api/ask.ts'
import { NoteField } from '../approvals/note-field.tsx'
import { FailureNote } from '../desk/failure-note.tsx'
import { timeText } from '../search/words.ts'
import { FlagUse } from './flag-use.tsx'
import { OpenedSearch } from './opened-search.tsx'
import { SearchFacts } from './search-facts.tsx'
import { REVIEW_OUTCOMES } from './words.ts'

/** A search that waits for a review. What was typed stays until it is taken. */
export function DrawnSearch(props: {
  one: z.infer<typeof ReviewView>
  session: Session
  ask: Ask
  onDone: () => void
}) {
  const { session, ask } = props
  const { search, drawnAt } = props.one
  const [note, setNote] = useState('')
  const [open, setOpen] = useState<'flag' | 'query' | null>(null)
  const [isFlagged, setFlagged] = useState(false)
  const decide = useMutation({
    mutationFn: (outcome: ReviewOutcome) =>
      ask(`/reviews/${search.search}`, z.undefined(), 'a review', { outcome, note }),
    onSuccess: props.onDone,
  })
  const blocked = decide.isPending || decide.isSuccess || !Note.safeParse(note).success
  const toggle = (part: typeof open) => setOpen(open === part ? null : part)
  return (
    <li className="panel" data-search={search.search}>
      <h3>
        {search.who}, case {search.case}
      </h3>
      <SearchFacts search={search} />
      <p className="side-hint">Drawn by chance, {timeText(drawnAt)}</p>
      {search.who === session.user ? (
        <p className="side-hint">You searched: another person must review it.</p>
      ) : (
        <form className="side-form" onSubmit={(event) => event.preventDefault()}>
          <NoteField label="What you found" value={note} onChange={setNote} />
          {ReviewOutcome.options.map((outcome) => (
            <button
              key={outcome}
              type="button"
              className="button"
              disabled={blocked}
              onClick={() => decide.mutate(outcome)}
            >
              {REVIEW_OUTCOMES[outcome]}
            </button>
          ))}
        </form>
      )}
      {decide.error && <FailureNote error={decide.error} />}
      <div className="side-buttons">
        {mayDo(session.roles, 'audit-open') && (
          <button
            type="button"
            className="button"
            aria-expanded={open === 'query'}
            onClick={() => toggle('query')}
          >
            What was searched for
          </button>
        )}
        {mayDo(session.roles, 'use-flag') && search.who !== session.user && (
          <button
            type="button"
            className="button"
            aria-expanded={open === 'flag'}
            onClick={() => toggle('flag')}
          >
            Flag for follow-up
          </button>
        )}
      </div>
      {isFlagged && (
        <p role="status">
          It stands under <a href="#flags">Flagged</a> now, for a supervisor to answer.
        </p>
      )}
      {open === 'query' && <OpenedSearch line={search.line} csrf={session.csrf} ask={ask} />}
      {open === 'flag' && (
        <FlagUse
          line={search.line}
          ask={ask}
          onDone={() => {
            setOpen(null)
            setFlagged(true)
          }}
        />
      )}
    </li>
  )
}
