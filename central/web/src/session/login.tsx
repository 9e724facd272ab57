import type { LoginStep } from '@archway/shared/api/login'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureNote } from '../desk/failure-note.tsx'
import { useWorkplace } from '../workplace.ts'
import { EnrolStep } from './enrol-step.tsx'
import { FactorStep } from './factor-step.tsx'
import './login.css'
import { LoginFrame } from './login-frame.tsx'
import { OwnPasswordStep } from './own-password-step.tsx'
import { PasswordStep } from './password-step.tsx'
import { ReceiptStep } from './receipt-step.tsx'
import { SESSION_KEY } from './session.ts'
import { ticketFromAddress } from './sso-ticket.ts'

/**
 * Banner and password, second factor, and, where it is missing, the receipt of the Special Order: the server says
 * which step is next.
 * @param ended this screen was signed in a moment ago, and now shows nothing that arrives
 */
export function Login({ ended }: { ended: boolean }) {
  const { api } = useWorkplace()
  const client = useQueryClient()
  const [step, setStep] = useState<LoginStep | null>(null)
  const terms = useQuery({ queryKey: [...SESSION_KEY, 'terms'], queryFn: () => api.terms() })
  // Whoever comes back from the department's own sign-in has a ticket in the address.
  const returned = useQuery({
    queryKey: [...SESSION_KEY, 'returned'],
    queryFn: async () => {
      const ticket = ticketFromAddress()
      if (ticket !== null) go(await api.loginStep(ticket))
      return null
    },
    retry: false,
  })
  const enter = useMutation({
    mutationFn: async (done: Extract<LoginStep, { step: 'done' }>) => done.session,
    onSuccess: (session) => client.setQueryData(SESSION_KEY, session),
  })
  const go = (next: LoginStep) => {
    if (next.step === 'done' && next.elsewhere === null) enter.mutate(next)
    else setStep(next)
  }
  const again = () => {
    setStep(null)
    void terms.refetch()
  }

  if (!terms.data) {
    return (
      <LoginFrame ended={ended}>
        {terms.error ? (
          <FailureNote error={terms.error} onRetry={() => void terms.refetch()} />
        ) : (
          <p>Loading…</p>
        )}
      </LoginFrame>
    )
  }
  switch (step?.step) {
    case 'factor':
      return <FactorStep step={step} onStep={go} onAgain={again} />
    case 'enrol':
      return <EnrolStep step={step} onStep={go} onAgain={again} />
    case 'password':
      return <OwnPasswordStep step={step} onStep={go} onAgain={again} />
    case 'receipt':
      return <ReceiptStep step={step} onStep={go} onAgain={again} />
    case 'done':
      return (
        <LoginFrame>
          <p className="login-failure" role="alert">
            <strong>Your account is in use at {step.elsewhere} at this moment.</strong> If that is not you,
            call the administrator now. It is on record.
          </p>
          <button type="button" className="button button-primary" onClick={() => enter.mutate(step)}>
            Continue
          </button>
        </LoginFrame>
      )
    default:
      return (
        <PasswordStep terms={terms.data} ended={ended} failure={returned.error} onStep={go} onStale={again} />
      )
  }
}
