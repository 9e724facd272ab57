import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { FailureNote } from '../desk/failure-note.tsx'

/** Something that a person sends to the server. */
export interface Sending<T> {
  readonly run: (given: T) => void
  readonly isBusy: boolean
  readonly isDone: boolean
  /** What stands beside it, outside of any form: why it failed, or the login that it needs once more. */
  readonly note: ReactNode
}

export function useSending<T, R>(send: (given: T) => Promise<R>, onDone: (result: R) => void): Sending<T> {
  const { mutate, error, isPending, isSuccess } = useMutation({ mutationFn: send, onSuccess: onDone })
  return { run: mutate, isBusy: isPending, isDone: isSuccess, note: error && <FailureNote error={error} /> }
}
