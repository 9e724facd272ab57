import type { Role } from '@archway/shared/role'
import { useRef } from 'react'
import { AccountPage } from './account/account-page.tsx'
import { ApprovalsPage } from './approvals/approvals-page.tsx'
import { sourcesFor } from './approvals/sources.ts'
import { mayQuarantine } from './cameras/cameras-api.ts'
import { CamerasPage } from './cameras/cameras-page.tsx'
import { Desk } from './desk/desk.tsx'
import { FailureNote } from './desk/failure-note.tsx'
import { ReviewPage } from './review/review-page.tsx'
import { maySeeNotices } from './review/who-reviews.ts'
import { SearchPage } from './search/search-page.tsx'
import { maySearch } from './search/who-searches.ts'
import { Login } from './session/login.tsx'
import { NoDesk } from './session/no-desk.tsx'
import { useSession } from './session/session.ts'

/** Whoever may see the list of alerts; the server decides again. */
const WATCHERS: ReadonlySet<Role> = new Set(['operator', 'supervisor', 'rtcc-commander', 'officer'])

/** Signed in: the desk, for those who may see it. Signed out: the login. Neither known: why, and how to try again. */
export function App() {
  const session = useSession()
  const wasSignedIn = useRef(false)
  if (session.data) {
    wasSignedIn.current = true
    if (window.location.pathname === '/search' && maySearch(session.data.roles)) {
      return <SearchPage session={session.data} />
    }
    if (window.location.pathname === '/cameras' && mayQuarantine(session.data.roles)) {
      return <CamerasPage session={session.data} />
    }
    if (window.location.pathname === '/approvals' && sourcesFor(session.data.roles).length > 0) {
      return <ApprovalsPage session={session.data} />
    }
    if (window.location.pathname === '/review' && maySeeNotices(session.data.roles)) {
      return <ReviewPage session={session.data} />
    }
    if (window.location.pathname === '/account') return <AccountPage session={session.data} />
    const mayWatch = session.data.roles.some((role) => WATCHERS.has(role))
    return mayWatch ? <Desk session={session.data} /> : <NoDesk session={session.data} />
  }
  if (session.data === null) return <Login ended={wasSignedIn.current} />
  if (session.error) {
    return (
      <main className="login">
        <FailureNote error={session.error} onRetry={() => void session.refetch()} />
      </main>
    )
  }
  return (
    <main className="login" aria-busy="true">
      <p>Loading…</p>
    </main>
  )
}
