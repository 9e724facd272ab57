import type { RouteEntry } from '../api/route-list.ts'
import { type Examples, nameOf } from './example.fixture.ts'
import { KEPT } from './kept.fixture.ts'
import { OVERSIGHT } from './oversight.fixture.ts'
import { PEOPLE } from './people.fixture.ts'
import { STREET } from './street.fixture.ts'

/** A valid request of every route that changes something, or that names something in its path. */
export const EXAMPLES: Examples = { ...STREET, ...KEPT, ...PEOPLE, ...OVERSIGHT }

/** Routes that no central without an identity provider has; `people/sso.test.ts` asks them of one. */
export const ELSEWHERE: ReadonlySet<string> = new Set(['GET /sso/start', 'GET /sso/callback'])

/** Whether it cannot be asked for as it is. */
export const needsExample = (route: RouteEntry): boolean =>
  (route.method !== 'GET' || route.path.includes('{')) && !ELSEWHERE.has(nameOf(route))
