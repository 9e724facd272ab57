import type { LoginStep } from '@archway/shared/api/login'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useWorkplace } from '../workplace.ts'
import { LoginFailure, LoginFrame } from './login-frame.tsx'

/** The Special Order must have been received in its present version; a receipt is signed by name. */
export function ReceiptStep(props: {
  step: Extract<LoginStep, { step: 'receipt' }>
  onStep: (step: LoginStep) => void
  onAgain: () => void
}) {
  const { api } = useWorkplace()
  const { ticket, order, signAs } = props.step
  const [signature, setSignature] = useState('')
  const sign = useMutation({
    mutationFn: () => api.loginReceipt(ticket, { number: order.number, version: order.version, signature }),
    onSuccess: props.onStep,
  })
  return (
    <LoginFrame onSubmit={() => sign.mutate()}>
      <h2>Receipt of Special Order {order.number}</h2>
      <p>
        I have received and read Special Order {order.number}, version {order.version}, and will act
        accordingly. Every new version is asked for again.
      </p>
      {order.sha256 !== null && (
        <p>
          SHA-256 of the document: <code className="login-secret">{order.sha256}</code>
        </p>
      )}
      <label>
        Your name, as a signature: {signAs}
        <input
          name="signature"
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={128}
          value={signature}
          onChange={(event) => setSignature(event.target.value)}
        />
      </label>
      <LoginFailure error={sign.error} />
      <button type="submit" className="button button-primary" disabled={sign.isPending}>
        Sign the receipt
      </button>
      <button type="button" className="button" onClick={props.onAgain}>
        I have not received it
      </button>
    </LoginFrame>
  )
}
