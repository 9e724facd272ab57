import type { LoginStep } from '@archway/shared/api/login'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useWorkplace } from '../workplace.ts'
import { LoginFailure, LoginFrame } from './login-frame.tsx'

/** Whoever was given a password chooses one of their own; what they typed stays until it is taken. */
export function OwnPasswordStep(props: {
  step: Extract<LoginStep, { step: 'password' }>
  onStep: (step: LoginStep) => void
  onAgain: () => void
}) {
  const { api } = useWorkplace()
  const { ticket, least } = props.step
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const choose = useMutation({
    mutationFn: () => api.loginPassword(ticket, password),
    onSuccess: props.onStep,
  })
  const differs = again !== '' && again !== password
  return (
    <LoginFrame onSubmit={() => choose.mutate()}>
      <h2>Choose your own password</h2>
      <p>
        The one you signed in with was given to you, so somebody else has seen it. It ends now. From the next
        sign-in on, yours counts.
      </p>
      <label>
        New password, at least {least} characters
        <input
          ref={field}
          name="new-password"
          type="password"
          autoComplete="new-password"
          required
          minLength={least}
          maxLength={1024}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      <label>
        The same once more
        <input
          name="again"
          type="password"
          autoComplete="new-password"
          required
          maxLength={1024}
          aria-invalid={differs}
          value={again}
          onChange={(event) => setAgain(event.target.value)}
        />
      </label>
      {differs && <p className="login-failure">The two are not the same yet.</p>}
      <LoginFailure error={choose.error} />
      <button
        type="submit"
        className="button button-primary"
        disabled={choose.isPending || again !== password || password.length < least}
      >
        {choose.isPending ? 'Setting it…' : 'Set my password'}
      </button>
      <button type="button" className="button" onClick={props.onAgain}>
        Begin again
      </button>
    </LoginFrame>
  )
}
