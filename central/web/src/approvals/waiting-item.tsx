import { Note } from '@archway/shared/api/search'
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { createAccountApi, needsLoginAgain } from '../account/account-api.ts'
import { LoginAgain } from '../account/login-again.tsx'
import { FailureNote } from '../desk/failure-note.tsx'
import { timeText } from '../search/words.ts'
import { useWorkplace } from '../workplace.ts'
import { NoteField } from './note-field.tsx'
import type { Waiting } from './sources.ts'

/** One thing that waits. What was typed stays until the server has taken it. */
export function WaitingItem(props: { one: Waiting; isOwn: boolean; csrf: string; onDecided: () => void }) {
  const { one } = props
  const { fetch } = useWorkplace()
  const account = useMemo(() => createAccountApi(fetch, props.csrf), [fetch, props.csrf])
  const [note, setNote] = useState('')
  const decide = useMutation({
    mutationFn: (approve: boolean) => one.decide(approve, note),
    onSuccess: props.onDecided,
  })
  const blocked = decide.isPending || decide.isSuccess || (one.needsNote && !Note.safeParse(note).success)
  const again = needsLoginAgain(decide.error)

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
          {one.needsNote && <NoteField label="Your reason" value={note} onChange={setNote} />}
          <button
            type="button"
            className="button button-primary"
            disabled={blocked}
            onClick={() => decide.mutate(true)}
          >
            Approve
          </button>
          <button type="button" className="button" disabled={blocked} onClick={() => decide.mutate(false)}>
            Refuse
          </button>
        </form>
      )}
      {again && (
        <LoginAgain
          api={account}
          onDone={() => {
            if (decide.variables !== undefined) decide.mutate(decide.variables)
          }}
        />
      )}
      {decide.error && !again && <FailureNote error={decide.error} />}
    </li>
  )
}
