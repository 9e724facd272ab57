import type { RouteEntry } from './api/route-list.ts'
import { nameOf } from './examples/example.fixture.ts'

/** What is thrown at a route, where it can be. */
const KINDS = {
  'no session': ({ open }) => !open,
  'a session that was taken to another browser': ({ open }) => !open,
  'the token of another session': ({ open, method }) => !open && method !== 'GET',
  'no JSON': ({ request }) => request !== undefined,
  'broken UTF-8': ({ request }) => request !== undefined,
  'another kind': ({ request }) => request !== undefined,
  'ten megabytes': ({ request }) => request !== undefined,
  'whatever JSON': ({ request }) => request !== undefined,
  'tricks in the path': ({ path }) => path.includes('{'),
  'tricks in the query': ({ query }) => query !== undefined,
} as const satisfies Readonly<Record<string, (route: RouteEntry) => boolean>>
export type Thrown = keyof typeof KINDS

/** Keeps what was thrown at which route, so that no route is spared because a filter of a test passes it over. */
export function createThrown() {
  const met = new Set<string>()
  const pair = (kind: Thrown, route: RouteEntry) => `${nameOf(route)}: ${kind}`
  return {
    note(kind: Thrown, route: RouteEntry): void {
      met.add(pair(kind, route))
    },
    /** What these routes should have met and did not. */
    missing: (routes: readonly RouteEntry[]): string[] =>
      (Object.keys(KINDS) as Thrown[]).flatMap((kind) =>
        routes
          .filter(KINDS[kind])
          .map((route) => pair(kind, route))
          .filter((one) => !met.has(one)),
      ),
  }
}
