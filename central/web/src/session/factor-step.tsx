import type { LoginStep } from '@archway/shared/api/login'
import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useWorkplace } from '../workplace.ts'
import { CodeField, LoginFailure, LoginFrame } from './login-frame.tsx'

/** The second factor: a code of the authenticator, or a passkey of this device. */
export function FactorStep(props: {
  step: Extract<LoginStep, { step: 'factor' }>
  onStep: (step: LoginStep) => void
  onAgain: () => void
}) {
  const { api } = useWorkplace()
  const { ticket, passkey } = props.step
  const [code, setCode] = useState('')
  const sendCode = useMutation({
    mutationFn: () => api.loginCode(ticket, code),
    onSuccess: props.onStep,
    onError: () => setCode(''),
  })
  const sendPasskey = useMutation({
    mutationFn: async () => {
      const optionsJSON = passkey as unknown as PublicKeyCredentialRequestOptionsJSON
      return api.loginPasskey(ticket, { ...(await startAuthentication({ optionsJSON })) })
    },
    onSuccess: props.onStep,
  })
  const pending = sendCode.isPending || sendPasskey.isPending

  return (
    <LoginFrame onSubmit={() => sendCode.mutate()}>
      <h2>Second factor</h2>
      {passkey !== null && (
        <button
          type="button"
          className={props.step.code ? 'button' : 'button button-primary'}
          disabled={pending}
          onClick={() => sendPasskey.mutate()}
        >
          Use a passkey
        </button>
      )}
      {props.step.code && <CodeField value={code} onChange={setCode} focused />}
      <LoginFailure error={sendCode.error ?? sendPasskey.error} />
      {props.step.code && (
        <button type="submit" className="button button-primary" disabled={pending}>
          Sign in
        </button>
      )}
      <button type="button" className="button" onClick={props.onAgain}>
        Begin again
      </button>
    </LoginFrame>
  )
}
