import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FailureNote } from '../desk/failure-note.tsx'
import { useWorkplace } from '../workplace.ts'
import { doorsFor } from './doors.ts'
import './login.css'
import { endSession } from './session.ts'

/** For people who may sign in but not see alerts: access is theirs to manage, plates are not theirs to read. */
export function NoDesk({ session }: { session: Session }) {
  const { api } = useWorkplace()
  const client = useQueryClient()
  const signOut = useMutation({
    mutationFn: () => api.logout(session.csrf),
    onSuccess: () => endSession(client),
  })
  return (
    <main className="login">
      <div className="login-box">
        <h1>No alerts for this account</h1>
        <p>
          {session.displayName}, your account does not have the operator role, which the desk needs. If you
          need it, ask whoever keeps the list of authorised personnel.
        </p>
        {mayDo(session.roles, 'report-view') && (
          <p>
            <a href="/api/reports">Reports, cars, complaints that are overdue</a>
          </p>
        )}
        {doorsFor(session.roles).map(({ path, name, about }) => (
          <p key={path}>
            <a href={path}>{name}</a>: {about}
          </p>
        ))}
        <p>
          <a href="/account">Your passkeys and password</a>
        </p>
        {signOut.error && <FailureNote error={signOut.error} />}
        <button type="button" className="button button-primary" onClick={() => signOut.mutate()}>
          Sign out
        </button>
      </div>
    </main>
  )
}
