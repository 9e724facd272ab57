import { useRef } from 'react'
import { Desk } from './desk/desk.tsx'
import { FailureNote } from './desk/failure-note.tsx'
import { Login } from './session/login.tsx'
import { useSession } from './session/session.ts'

/** Signed in: the desk. Signed out: the login. Neither known: why, and how to try again. */
export function App() {
  const session = useSession()
  const wasSignedIn = useRef(false)
  if (session.data) {
    wasSignedIn.current = true
    return <Desk session={session.data} />
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
