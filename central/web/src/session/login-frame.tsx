import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { ApiFailure, explain } from '../api/failure.ts'
import './login.css'

/** The box in which one signs in, one step at a time. */
export function LoginFrame(props: { ended?: boolean; onSubmit?: () => void; children: ReactNode }) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.onSubmit?.()
  }
  return (
    <main className="login">
      <form className="login-box" onSubmit={submit}>
        <h1>
          <img src="/archway.svg" alt="" width="32" height="32" /> Archway <span>RTCC desk</span>
        </h1>
        {props.ended && (
          <p className="login-ended" role="alert">
            <strong>Your session has ended.</strong> Alerts do not reach this screen until somebody signs in.
          </p>
        )}
        {props.children}
      </form>
    </main>
  )
}

export function LoginFailure({ error }: { error: unknown }) {
  if (error == null) return null
  const { what, todo } = explain(error)
  const refused = error instanceof ApiFailure && error.kind === 'signed-out'
  return (
    <p className="login-failure" role="alert">
      <strong>{refused ? 'Not signed in.' : what}</strong> {refused ? what : todo}
    </p>
  )
}

/** What an authenticator shows, typed. */
export function CodeField({
  value,
  onChange,
  focused = false,
}: {
  value: string
  onChange: (code: string) => void
  /** Whether one can type at once. */
  focused?: boolean
}) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (focused) field.current?.focus()
  }, [focused])
  return (
    <label>
      Six digits
      <input
        ref={field}
        name="code"
        className="login-code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="\d{6}"
        title="six digits"
        required
        maxLength={6}
        value={value}
        onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))}
      />
    </label>
  )
}
