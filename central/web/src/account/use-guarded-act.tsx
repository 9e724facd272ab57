import { useMutation } from '@tanstack/react-query'
import { useMemo } from 'react'
import { FailureNote } from '../desk/failure-note.tsx'
import type { Sending } from '../session/use-sending.tsx'
import { useWorkplace } from '../workplace.ts'
import { createAccountApi, needsLoginAgain } from './account-api.ts'
import { LoginAgain } from './login-again.tsx'

/**
 * An act that the server may want proven anew. After the repeated login it goes on by itself, with what was typed.
 * @param csrf of the session
 */
export function useGuardedAct<T, R>(
  csrf: string,
  act: (given: T) => Promise<R>,
  onDone: (result: R) => void,
): Sending<T> {
  const { fetch } = useWorkplace()
  const account = useMemo(() => createAccountApi(fetch, csrf), [fetch, csrf])
  const { mutate, variables, error, isPending, isSuccess } = useMutation({
    mutationFn: act,
    onSuccess: onDone,
  })
  const again = () => {
    if (variables !== undefined) mutate(variables)
  }
  return {
    run: mutate,
    isBusy: isPending,
    isDone: isSuccess,
    note: needsLoginAgain(error) ? (
      <LoginAgain api={account} onDone={again} />
    ) : (
      error && <FailureNote error={error} />
    ),
  }
}
