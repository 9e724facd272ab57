import { NewPerson, PasswordGiven } from '@archway/shared/api/people'
import type { Role } from '@archway/shared/role'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { SideForm } from '../session/side-form.tsx'
import { GivenPassword } from './given-password.tsx'
import { RoleChecks } from './role-checks.tsx'
import { STANDINGS_KEY } from './standings.ts'

const EMPTY = { name: '', displayName: '', badge: '', roles: [] as readonly Role[] }

/** A new account. What was typed stays until the server has taken it; the first password is shown once. */
export function NewAccount({ ask, csrf, onClose }: { ask: Ask; csrf: string; onClose: () => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(EMPTY)
  const [added, setAdded] = useState<{ name: string; password: string } | null>(null)
  const person = NewPerson.safeParse(draft)
  const add = useGuardedAct(
    csrf,
    () => ask('/people', PasswordGiven, 'a new account', person.data),
    (answer) => {
      setAdded(answer)
      setDraft(EMPTY)
      void client.invalidateQueries({ queryKey: STANDINGS_KEY })
    },
  )
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  const wrong = (field: 'name' | 'badge') =>
    draft[field] === '' ? undefined : person.error?.issues.find(({ path }) => path[0] === field)?.message

  if (added) {
    return (
      <GivenPassword
        title={`The account ${added.name} is made. Its first password`}
        password={added.password}
        done={`It is handed over: open the file of ${added.name}`}
        onDone={() => {
          window.location.hash = `person=${added.name}`
        }}
      >
        Hand it over in person, and be there at the first sign-in: whoever signs in first enrols the second
        factor and chooses a password of their own. Record the training before; without one nobody is let in.
      </GivenPassword>
    )
  }
  return (
    <div className="panel">
      <SideForm
        name="New account"
        sending={add}
        submit="Make the account"
        submitting="Making it…"
        isReady={person.success}
        onLeave={onClose}
      >
        <h3>New account</h3>
        <div className="side-pair">
          <Field
            label="User name, to sign in with"
            name="name"
            maxLength={64}
            value={draft.name}
            wrong={wrong('name')}
            onChange={(name) => change({ name })}
          />
          <Field
            label="Name, as it is shown and signed"
            name="displayName"
            maxLength={128}
            value={draft.displayName}
            onChange={(displayName) => change({ displayName })}
          />
          <Field
            label="The department’s serial number"
            name="badge"
            maxLength={16}
            value={draft.badge}
            wrong={wrong('badge')}
            onChange={(badge) => change({ badge })}
          />
        </div>
        <RoleChecks
          label="Roles, at least one"
          name="role"
          held={draft.roles}
          onChange={(roles) => change({ roles })}
        />
      </SideForm>
    </div>
  )
}

function Field(props: {
  label: string
  name: string
  maxLength: number
  value: string
  wrong?: string | undefined
  onChange: (value: string) => void
}) {
  const { label, wrong, onChange, ...input } = props
  const hint = `new-account-${props.name}`
  return (
    <label>
      {label}
      <input
        {...input}
        required
        autoComplete="off"
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : hint}
        onChange={(event) => onChange(event.target.value)}
      />
      {wrong !== undefined && (
        <span id={hint} className="side-wrong">
          {wrong}
        </span>
      )}
    </label>
  )
}
