import type { RouteEntry } from '../api/route-list.ts'

/** Routes by which plates or images leave central, to the person who asks. */
export const EXITS: ReadonlySet<string> = new Set([
  'GET /alerts',
  'GET /alerts/{id}',
  'POST /alerts/{id}/verify',
  'GET /events',
  'GET /images/{id}',
  'POST /searches',
  'POST /searches/{id}/pages',
  'POST /search-releases/{id}/search',
  'POST /disclosures/{id}/export',
])

/** A route by whose name another agency, or a machine of theirs, could be served. */
export const isOutward = ({ path }: RouteEntry): boolean =>
  /partner|federat|share|webhook|push|agenc(y|ies)\b|subscri|sync/i.test(path)
