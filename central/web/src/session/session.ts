import type { Session } from '@archway/shared/api'
import { type QueryClient, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { isSignedOut } from '../api/failure.ts'
import { useWorkplace } from '../workplace.ts'
import { forgetMute } from './mute.ts'

export const SESSION_KEY = ['session'] as const

/** The session, or null when there is none. */
export function useSession() {
  const { api } = useWorkplace()
  return useQuery<Session | null>({
    queryKey: SESSION_KEY,
    queryFn: () =>
      api.session().catch((error: unknown) => {
        if (isSignedOut(error)) return null
        throw error
      }),
  })
}

/** Everything that a session let us see leaves memory with it. */
export function endSession(client: QueryClient): void {
  forgetMute()
  client.setQueryData(SESSION_KEY, null)
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] })
}

const ACTIVITY_GRAIN_MS = 60_000

/**
 * Keeps the page's idea of the session true. Only a person's own keys and clicks ask the server to go on: a
 * page that polls by itself would keep an abandoned desk signed in for ever.
 */
export function useSessionUpkeep(session: Session, refresh: () => void): void {
  const { now } = useWorkplace()
  useEffect(() => {
    let last = now()
    const active = () => {
      if (now() - last < ACTIVITY_GRAIN_MS) return
      last = now()
      refresh()
    }
    window.addEventListener('pointerdown', active)
    window.addEventListener('keydown', active)
    return () => {
      window.removeEventListener('pointerdown', active)
      window.removeEventListener('keydown', active)
    }
  }, [now, refresh])

  useEffect(() => {
    // Just after the end, so that asking cannot prolong it. Timers longer than 2^31 ms fire at once.
    const left = Math.min(session.expiresAt - now() + 1000, 2 ** 31 - 1)
    const timer = setTimeout(refresh, Math.max(left, 0))
    return () => clearTimeout(timer)
  }, [session.expiresAt, now, refresh])
}
