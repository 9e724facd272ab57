import { type Act, mayDo } from '@archway/shared/act'
import type { Role } from '@archway/shared/role'
import { SOURCES } from '../approvals/sources.ts'

/** A page beside the desk. */
export interface Door {
  readonly path: string
  readonly name: string
  /** What one does there, for whoever does not know the page. */
  readonly about: string
  /** Whoever may do one of these has something to do there; the server decides again. */
  readonly acts: readonly Act[]
  /** Stands in the desk's bar itself, not in its menu. */
  readonly isDaily?: true
}

const DOORS = [
  {
    path: '/search',
    name: 'Search',
    about: 'Search stored reads for a case',
    acts: ['read-search'],
    isDaily: true,
  },
  {
    path: '/approvals',
    name: 'Approvals',
    about: 'What waits for a second person',
    acts: SOURCES.map(({ act }) => act),
    isDaily: true,
  },
  {
    path: '/cameras',
    name: 'Cameras',
    about: 'Errors and quarantines of cameras, alerts that nobody took',
    acts: ['camera-quarantine'],
  },
  {
    path: '/evidence',
    name: 'Evidence',
    about: 'What cases keep, and what leaves the department',
    acts: ['hold-view', 'disclosure-view'],
  },
  {
    path: '/review',
    name: 'Review',
    about: 'Searches drawn by chance, flags, repeated targets',
    acts: ['notice-view'],
  },
  {
    path: '/people',
    name: 'People',
    about: 'Accounts, roles, trainings, reviews of access',
    acts: ['roster-view', 'training-record', 'access-review', 'access-notice'],
  },
  { path: '/policy', name: 'Policy', about: 'What the plan lets this system do', acts: ['policy-view'] },
] as const satisfies readonly Door[]

export type DoorPath = (typeof DOORS)[number]['path']

/** The pages that somebody of these roles has something to do on. */
export const doorsFor = (roles: readonly Role[]): readonly (Door & { readonly path: DoorPath })[] =>
  DOORS.filter(({ acts }) => acts.some((act) => mayDo(roles, act)))
