import {
  PasswordChange,
  PasswordGiven,
  PersonDone,
  type PersonFile,
  SubjectLink,
} from '@archway/shared/api/people'
import { useState } from 'react'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { SideForm } from '../session/side-form.tsx'
import { GivenPassword } from './given-password.tsx'
import { ReasonField } from './reason-field.tsx'
import { doneText } from './words.ts'

interface Props {
  readonly person: PersonFile
  readonly csrf: string
  readonly ask: Ask
  readonly onDone: (said: string) => void
}

/** Another password for somebody who lost theirs: made by the server, shown once, good for one sign-in. */
export function NewPassword({ person, csrf, ask, onDone }: Props) {
  const [reason, setReason] = useState('')
  const [given, setGiven] = useState<string | null>(null)
  const change = PasswordChange.safeParse({ reason })
  const act = useGuardedAct(
    csrf,
    () => ask(`/people/${person.name}/password`, PasswordGiven, 'a new password', change.data),
    ({ password }) => {
      setReason('')
      setGiven(password)
      onDone('The password is set. Every session has ended.')
    },
  )
  if (given !== null) {
    return (
      <GivenPassword
        title={`A password for ${person.displayName}`}
        password={given}
        done="It is handed over"
        onDone={() => setGiven(null)}
      >
        Hand it over in person. It counts for one sign-in, which asks for a password of their own; the second
        factor stays as it is.
      </GivenPassword>
    )
  }
  return (
    <details className="panel side-folded">
      <summary>Give another password</summary>
      <SideForm
        name="Give another password"
        sending={act}
        submit="Make a password"
        submitting="Making it…"
        isReady={change.success}
      >
        <p>
          Have you seen {person.displayName} in person? The present password ends, and so does every session.
          The new one is shown here once.
        </p>
        <ReasonField value={reason} onChange={setReason} />
      </SideForm>
    </details>
  )
}

/** Which subject of the single sign-on may sign in as this person. Nothing where there is none, and never was. */
export function SignOnLink(props: Props) {
  const { label, subject } = props.person.sso
  if (subject !== null) return <EndLink {...props} subject={subject} />
  return label === null ? null : <NewLink {...props} label={label} />
}

function useLink({ person, csrf, ask, onDone }: Props, draft: { subject: string | null; reason: string }) {
  const link = SubjectLink.safeParse(draft)
  const sending = useGuardedAct(
    csrf,
    () => ask(`/people/${person.name}/link`, PersonDone, 'an answer', link.data),
    (done) => onDone(doneText(done)),
  )
  return { link, sending }
}

function NewLink(props: Props & { label: string }) {
  const [draft, setDraft] = useState({ subject: '', reason: '' })
  const { link, sending } = useLink(props, draft)
  const wrong =
    draft.subject === '' ? undefined : link.error?.issues.find(({ path }) => path[0] === 'subject')?.message
  return (
    <details className="panel side-folded">
      <summary>Link to {props.label}</summary>
      <SideForm
        name={`Link to ${props.label}`}
        sending={sending}
        submit="Link the account"
        isReady={link.success}
      >
        <p>
          Whoever {props.label} vouches for under this subject signs in as {props.person.displayName}, with
          the second factor of this account. Ask the provider’s administrator for it; do not guess it from a
          name.
        </p>
        <label>
          Subject, as the provider names the person
          <input
            name="subject"
            required
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={wrong !== undefined}
            value={draft.subject}
            onChange={(event) => setDraft({ ...draft, subject: event.target.value })}
          />
          {wrong !== undefined && <span className="side-wrong">{wrong}</span>}
        </label>
        <ReasonField value={draft.reason} onChange={(reason) => setDraft({ ...draft, reason })} />
      </SideForm>
    </details>
  )
}

function EndLink(props: Props & { subject: string }) {
  const [reason, setReason] = useState('')
  const { link, sending } = useLink(props, { subject: null, reason })
  return (
    <details className="panel side-folded">
      <summary>End the link to the single sign-on</summary>
      <SideForm
        name="End the link to the single sign-on"
        sending={sending}
        submit="End the link"
        isReady={link.success}
      >
        <p>
          Nobody signs in as {props.person.displayName} by way of <strong>{props.subject}</strong> any more.
          The password of this account still counts; open sessions go on.
        </p>
        <ReasonField value={reason} onChange={setReason} />
      </SideForm>
    </details>
  )
}
