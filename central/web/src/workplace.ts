import { createContext, useContext, useEffect, useState } from 'react'
import type { Api, Fetch } from './api/client.ts'
import type { Clock } from './server-clock.ts'

/** What the page is given by the program that starts it: the server, and the time. */
export interface Workplace {
  readonly api: Api
  readonly fetch: Fetch
  readonly now: Clock
}

export const WorkplaceContext = createContext<Workplace | null>(null)

export function useWorkplace(): Workplace {
  const workplace = useContext(WorkplaceContext)
  if (!workplace) throw new Error('WorkplaceContext is missing above this component')
  return workplace
}

/** The time, renewed every second: ages tick. */
export function useNow(): number {
  const { now } = useWorkplace()
  const [time, setTime] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), 1000)
    return () => clearInterval(timer)
  }, [now])
  return time
}
