import type { LoginStep } from '@archway/shared/api/login'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useWorkplace } from '../workplace.ts'
import { CodeField, LoginFailure, LoginFrame } from './login-frame.tsx'

/** The first login: the account is bound to the person's authenticator. */
export function EnrolStep(props: {
  step: Extract<LoginStep, { step: 'enrol' }>
  onStep: (step: LoginStep) => void
  onAgain: () => void
}) {
  const { api } = useWorkplace()
  const [code, setCode] = useState('')
  const enrol = useMutation({
    mutationFn: () => api.loginCode(props.step.ticket, code),
    onSuccess: props.onStep,
    onError: () => setCode(''),
  })
  return (
    <LoginFrame onSubmit={() => enrol.mutate()}>
      <h2>Set up your second factor</h2>
      <p>
        Scan this with an authenticator app on a device of yours, then type the six digits that it shows. From
        now on every sign-in asks for such a code.
      </p>
      <img className="login-qr" src={props.step.qr} alt="QR code for an authenticator app" />
      <p>
        Without a camera, type this key: <code className="login-secret">{grouped(props.step.secret)}</code>
      </p>
      <CodeField value={code} onChange={setCode} focused />
      <LoginFailure error={enrol.error} />
      <button type="submit" className="button button-primary" disabled={enrol.isPending}>
        Confirm and sign in
      </button>
      <button type="button" className="button" onClick={props.onAgain}>
        Begin again
      </button>
    </LoginFrame>
  )
}

const grouped = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ')
