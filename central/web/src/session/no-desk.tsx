import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FailureNote } from '../desk/failure-note.tsx'
import { useWorkplace } from '../workplace.ts'
import { doorsFor } from './doors.ts'
import './login.css'
import './no-desk.css'
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
        <h1>
          <img src="/archway.svg" alt="" width="32" height="32" /> Archway <span>{session.displayName}</span>
        </h1>
        <p>
          No alerts for this account: the desk needs the operator role. If you need it, ask whoever keeps the
          list of authorised personnel.
        </p>
        <ul className="no-desk-doors">
          {doorsFor(session.roles).map(({ path, name, about }) => (
            <li key={path}>
              <a href={path}>{name}</a>
              <span>{about}</span>
            </li>
          ))}
          {mayDo(session.roles, 'report-view') && (
            <li>
              <a href="/api/reports">Reports</a>
              <span>Months, cars, complaints that are overdue</span>
            </li>
          )}
          <li>
            <a href="/account">Account</a>
            <span>Your passkeys and password</span>
          </li>
        </ul>
        {signOut.error && <FailureNote error={signOut.error} />}
        <button type="button" className="button button-primary" onClick={() => signOut.mutate()}>
          Sign out
        </button>
      </div>
    </main>
  )
}
