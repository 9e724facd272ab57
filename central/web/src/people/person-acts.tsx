import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { Disabling, PersonDone, type PersonFile } from '@archway/shared/api/people'
import { Role } from '@archway/shared/role'
import { type ReactNode, useState } from 'react'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { ConfirmButton } from '../session/confirm-button.tsx'
import { NewPassword, SignOnLink } from './person-credentials.tsx'
import { ReasonField } from './reason-field.tsx'
import { RecordReceipt, RecordTraining } from './record-forms.tsx'
import { doneText, ROLE_NAMES } from './words.ts'

interface Props {
  readonly person: PersonFile
  readonly session: Session
  readonly ask: Ask
  /** With what there is to say about it. */
  readonly onDone: (said: string) => void
}

/** What somebody of these roles may do to this account, and nothing of one's own. */
export function PersonActs(props: Props) {
  const { person, session } = props
  const may = {
    grant: mayDo(session.roles, 'person-grant'),
    unlock: mayDo(session.roles, 'person-unlock'),
    password: mayDo(session.roles, 'person-password'),
    link: mayDo(session.roles, 'person-link'),
    disable: mayDo(session.roles, 'person-disable'),
    train: mayDo(session.roles, 'training-record'),
    receive: mayDo(session.roles, 'receipt-sign'),
  }
  if (!Object.values(may).includes(true)) return null
  if (person.name === session.user) {
    return (
      <div className="panel">
        <h3>Your own account</h3>
        <p>Another person must change what is on record of you. Your passkeys and password are your own:</p>
        <a href="/account">Your account</a>
      </div>
    )
  }
  const isEnabled = person.disabledAt === null
  return (
    <div className="person-acts">
      {isEnabled && may.grant && <Roles {...props} />}
      {isEnabled && may.train && (
        <Folded title="Record a training">
          <RecordTraining {...props} csrf={session.csrf} name={person.name} />
        </Folded>
      )}
      {isEnabled && may.receive && !person.hasOrder && (
        <Folded title="Record a receipt on paper">
          <RecordReceipt {...props} csrf={session.csrf} name={person.name} />
        </Folded>
      )}
      {may.unlock && (person.lockedAt !== null || isEnabled) && <Access {...props} />}
      {isEnabled && may.password && <NewPassword {...props} csrf={session.csrf} />}
      {isEnabled && may.link && <SignOnLink {...props} csrf={session.csrf} />}
      {may.disable && (isEnabled ? <Leave {...props} /> : <Enable {...props} />)}
    </div>
  )
}

function Folded({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="panel side-folded">
      <summary>{title}</summary>
      {children}
    </details>
  )
}

/** One act on the person, by its verb of the API. */
function usePersonAct({ person, session, ask, onDone }: Props) {
  return useGuardedAct(
    session.csrf,
    ({ verb, body }: { verb: string; body: object }) =>
      ask(`/people/${person.name}/${verb}`, PersonDone, 'an answer', body),
    (done) => onDone(doneText(done)),
  )
}

function Roles(props: Props) {
  const { person } = props
  const act = usePersonAct(props)
  const [role, setRole] = useState('')
  const others = Role.options.filter((one) => !person.roles.includes(one))
  return (
    <div className="panel">
      <h3>Roles</h3>
      <ul className="person-roles">
        {person.roles.map((held) => (
          <li key={held}>
            <span>{ROLE_NAMES[held]}</span>
            <ConfirmButton
              label={`End ${ROLE_NAMES[held]}`}
              question={`End the role ${ROLE_NAMES[held]} of ${person.name}?`}
              confirm="Yes, end it"
              isBusy={act.isBusy}
              onConfirm={() => act.run({ verb: 'revoke', body: { role: held } })}
            />
          </li>
        ))}
      </ul>
      <form
        className="side-form"
        onSubmit={(event) => {
          event.preventDefault()
          act.run({ verb: 'grant', body: { role } })
          setRole('')
        }}
      >
        <label>
          Another role
          <select name="role" required value={role} onChange={(event) => setRole(event.target.value)}>
            <option value="">Choose a role…</option>
            {others.map((one) => (
              <option key={one} value={one}>
                {ROLE_NAMES[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button" disabled={role === '' || act.isBusy}>
          Grant it
        </button>
      </form>
      {act.note}
    </div>
  )
}

function Access(props: Props) {
  const { person } = props
  const act = usePersonAct(props)
  return (
    <div className="panel">
      <h3>Lock and second factor</h3>
      <div className="side-buttons">
        {person.lockedAt !== null && (
          <button
            type="button"
            className="button button-primary"
            disabled={act.isBusy}
            onClick={() => act.run({ verb: 'unlock', body: {} })}
          >
            Release the lock
          </button>
        )}
        <ConfirmButton
          label="Reset the second factor"
          question={`Have you seen ${person.displayName} in person? Whoever knows the password enrols the next factor, and every session ends now.`}
          confirm="Yes, reset it"
          isBusy={act.isBusy}
          onConfirm={() => act.run({ verb: 'reset-factor', body: {} })}
        />
      </div>
      {act.note}
    </div>
  )
}

function Leave(props: Props) {
  const { person } = props
  const act = usePersonAct(props)
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const disabling = Disabling.safeParse({ reason })
  return (
    <details className="panel side-folded">
      <summary>Leaves the department</summary>
      <form
        className="side-fields"
        aria-label="Leaves the department"
        onSubmit={(event) => {
          event.preventDefault()
          act.run({ verb: 'disable', body: disabling.data ?? {} })
        }}
      >
        <p>
          In one act: the roles end, every session ends, authenticator and passkeys are void, and the account
          is disabled. What is on record stays.
        </p>
        <ReasonField value={reason} onChange={setReason} />
        <label>
          Type the user name {person.name} to confirm
          <input
            name="confirm"
            required
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <div className="side-buttons">
          <button
            type="submit"
            className="button button-primary"
            disabled={!disabling.success || typed !== person.name || act.isBusy}
          >
            Disable the account
          </button>
        </div>
      </form>
      {act.note}
    </details>
  )
}

function Enable(props: Props) {
  const act = usePersonAct(props)
  return (
    <div className="panel">
      <h3>Comes back</h3>
      <p>The account can sign in again, without any role and with a new second factor.</p>
      <div className="side-buttons">
        <button
          type="button"
          className="button"
          disabled={act.isBusy}
          onClick={() => act.run({ verb: 'enable', body: {} })}
        >
          Enable the account
        </button>
      </div>
      {act.note}
    </div>
  )
}
