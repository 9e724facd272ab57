import type { Session } from '@archway/shared/api'
import type { Role } from '@archway/shared/role'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { sourcesFor } from '../approvals/sources.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { maySeeNotices } from '../review/who-reviews.ts'
import { useWorkplace } from '../workplace.ts'
import './login.css'
import { endSession } from './session.ts'

const REPORT_READERS: ReadonlySet<Role> = new Set([
  'supervisor',
  'rtcc-commander',
  'program-commander',
  'auditor',
])

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
        {session.roles.some((role) => REPORT_READERS.has(role)) && (
          <p>
            <a href="/api/reports">Reports, cars, complaints that are overdue</a>
          </p>
        )}
        {sourcesFor(session.roles).length > 0 && (
          <p>
            <a href="/approvals">What waits for a second person</a>
          </p>
        )}
        {maySeeNotices(session.roles) && (
          <p>
            <a href="/review">Review of searches</a>
          </p>
        )}
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
