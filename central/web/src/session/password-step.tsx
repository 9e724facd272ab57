import type { LoginStep, LoginTerms } from '@archway/shared/api/login'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiFailure } from '../api/failure.ts'
import { useWorkplace } from '../workplace.ts'
import { LoginFailure, LoginFrame } from './login-frame.tsx'

const PURPOSES = [
  'Felony investigation',
  'Wanted person or vehicle',
  'Stolen property',
  'Missing or endangered person',
]

/** The terms, and name and password. @param onStale the terms were changed meanwhile */
export function PasswordStep(props: {
  terms: LoginTerms
  ended: boolean
  failure: unknown
  onStep: (step: LoginStep) => void
  onStale: () => void
}) {
  const { api } = useWorkplace()
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const login = useMutation({
    mutationFn: () => api.login(user, password, props.terms.digest),
    onSuccess: props.onStep,
    onError: (error) => {
      if (error instanceof ApiFailure && error.status === 403) props.onStale()
    },
  })

  return (
    <LoginFrame ended={props.ended} onSubmit={() => login.mutate()}>
      <section className="login-banner" aria-label="Terms of use">
        <p>
          <strong>{props.terms.banner}</strong>
        </p>
        <p>Use is limited to these four purposes:</p>
        <ul>
          {PURPOSES.map((purpose) => (
            <li key={purpose}>{purpose}</li>
          ))}
        </ul>
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
      <LoginFailure error={login.error ?? props.failure} />
      <button type="submit" className="button button-primary" disabled={login.isPending}>
        {login.isPending ? 'Signing in…' : 'Accept and sign in'}
      </button>
      {props.terms.sso !== null && (
        <a className="button login-sso" href={`/api/sso/start?banner=${props.terms.digest}`}>
          Accept and sign in with {props.terms.sso}
        </a>
      )}
    </LoginFrame>
  )
}
