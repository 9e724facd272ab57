import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { type ComponentType, useRef } from 'react'
import { AccountPage } from './account/account-page.tsx'
import { ApprovalsPage } from './approvals/approvals-page.tsx'
import { CamerasPage } from './cameras/cameras-page.tsx'
import { Desk } from './desk/desk.tsx'
import { FailureNote } from './desk/failure-note.tsx'
import { useThemeChoice } from './desk/theme-choice.ts'
import { EvidencePage } from './evidence/evidence-page.tsx'
import { PeoplePage } from './people/people-page.tsx'
import { PolicyPage } from './policy/policy-page.tsx'
import { ReviewPage } from './review/review-page.tsx'
import { SearchPage } from './search/search-page.tsx'
import { type DoorPath, doorsFor } from './session/doors.ts'
import { Login } from './session/login.tsx'
import { NoDesk } from './session/no-desk.tsx'
import { useSession } from './session/session.ts'

const PAGES: Readonly<Record<DoorPath, ComponentType<{ session: Session }>>> = {
  '/search': SearchPage,
  '/approvals': ApprovalsPage,
  '/cameras': CamerasPage,
  '/evidence': EvidencePage,
  '/review': ReviewPage,
  '/people': PeoplePage,
  '/policy': PolicyPage,
}

/** Signed in: the desk, for those who may see it. Signed out: the login. Neither known: why, and how to try again. */
export function App() {
  // Of every page and the login, whichever is opened first.
  useThemeChoice()
  const session = useSession()
  const wasSignedIn = useRef(false)
  if (session.data) {
    wasSignedIn.current = true
    const { pathname } = window.location
    const door = doorsFor(session.data.roles).find(({ path }) => path === pathname)
    const Page = door && PAGES[door.path]
    if (Page) return <Page session={session.data} />
    if (pathname === '/account') return <AccountPage session={session.data} />
    const mayWatch = mayDo(session.data.roles, 'alert-list')
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
