import { Standings } from '@archway/shared/api/people'
import { useQuery } from '@tanstack/react-query'
import type { Ask } from '../api/ask.ts'

export const STANDINGS_KEY = ['people', 'standings'] as const

/** How everybody stands now. */
export const useStandings = (ask: Ask) =>
  useQuery({
    queryKey: STANDINGS_KEY,
    queryFn: (): Promise<Standings> => ask('/people/standings', Standings, 'the roster'),
  })
