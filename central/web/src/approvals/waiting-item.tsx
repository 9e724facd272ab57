import { Note } from '@archway/shared/api/search'
import { useState } from 'react'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import { timeText } from '../search/words.ts'
import { NoteField } from './note-field.tsx'
import type { Waiting } from './sources.ts'

/** One thing that waits. What was typed stays until the server has taken it. */
export function WaitingItem(props: { one: Waiting; isOwn: boolean; csrf: string; onDecided: () => void }) {
  const { one } = props
  const [note, setNote] = useState('')
  const decide = useGuardedAct(
    props.csrf,
    (approve: boolean) => one.decide(approve, note.trim()),
    props.onDecided,
  )
  const isComplete = (note.trim() === '' && one.note !== 'needed') || Note.safeParse(note).success
  const blocked = decide.isBusy || decide.isDone || !isComplete

  return (
    <li className="panel" data-waiting={one.id}>
      <h3>
        {one.what}
        {one.caseNumber !== null && `, case ${one.caseNumber}`}
      </h3>
      {one.details.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {one.why !== '' && <p>“{one.why}”</p>}
      <p className="side-hint">
        Asked for by {one.askedBy}, {timeText(one.askedAt)}
      </p>
      {props.isOwn ? (
        <p className="side-hint">You asked for it: another person must decide.</p>
      ) : (
        <form className="side-form" onSubmit={(event) => event.preventDefault()}>
          <NoteField
            label={one.note === 'needed' ? 'Your reason' : 'A note, if you want to leave one'}
            value={note}
            onChange={setNote}
          />
          <button
            type="button"
            className="button button-primary"
            disabled={blocked}
            onClick={() => decide.run(true)}
          >
            Approve
          </button>
          <button type="button" className="button" disabled={blocked} onClick={() => decide.run(false)}>
            Refuse
          </button>
        </form>
      )}
      {decide.note}
    </li>
  )
}
