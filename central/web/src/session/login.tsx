import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiFailure, explain } from '../api/failure.ts'
import { useWorkplace } from '../workplace.ts'
import './login.css'
import { SESSION_KEY } from './session.ts'

const PURPOSES = [
  'Felony investigation',
  'Wanted person or vehicle',
  'Stolen property',
  'Missing or endangered person',
]

/** `ended`: this screen was signed in a moment ago, and now shows nothing that arrives. */
export function Login({ ended }: { ended: boolean }) {
  const { api } = useWorkplace()
  const client = useQueryClient()
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const login = useMutation({
    mutationFn: () => api.login(user, password),
    onSuccess: (session) => client.setQueryData(SESSION_KEY, session),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    login.mutate()
  }

  return (
    <main className="login">
      <form className="login-box" onSubmit={submit}>
        <h1>
          <img src="/archway.svg" alt="" width="32" height="32" /> Archway <span>RTCC desk</span>
        </h1>
        {ended && (
          <p className="login-ended" role="alert">
            <strong>Your session has ended.</strong> Alerts do not reach this screen until somebody signs in.
          </p>
        )}
        <section className="login-banner" aria-label="Terms of use">
          <p>
            <strong>Closed record, RSMo 610.100(3).</strong> Police use by trained, authorised personnel only.
            Every sign-in, view and action is logged under your name and audited.
          </p>
          <p>Use is limited to these four purposes:</p>
          <ul>
            {PURPOSES.map((purpose) => (
              <li key={purpose}>{purpose}</li>
            ))}
          </ul>
          <p>Any other use is forbidden and leads to discipline. Signing in is your consent to this.</p>
        </section>
        <label>
          User name
          <input
            name="user"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={64}
            value={user}
            onChange={(event) => setUser(event.target.value)}
          />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={1024}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {login.error && <LoginFailure error={login.error} />}
        <button type="submit" className="button button-primary" disabled={login.isPending}>
          {login.isPending ? 'Signing in…' : 'Accept and sign in'}
        </button>
      </form>
    </main>
  )
}

function LoginFailure({ error }: { error: unknown }) {
  const { what, todo } = explain(error)
  const refused = error instanceof ApiFailure && error.kind === 'signed-out'
  return (
    <p className="login-failure" role="alert">
      <strong>{refused ? 'Not signed in.' : what}</strong> {refused ? what : todo}
    </p>
  )
}
