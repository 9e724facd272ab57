import type { Act } from '@archway/shared/act'
import type { RouteEntry } from '../api/route-list.ts'

/** Acts by which somebody sees plates or images, or takes them out. */
export const SHOWING: readonly Act[] = [
  'alert-list',
  'alert-view',
  'alert-open',
  'alert-verify',
  'image-view',
  'read-search',
  'read-view',
  'entry-test',
  'hold-item-view',
  'disclosure-export',
]

/** What people do with their own account, and the description of the API. */
const OWN = /^\/(session|logout|passkeys|password|openapi\.json)(\/|$)/

export const isExit = ({ act }: RouteEntry): boolean => act !== null && SHOWING.includes(act)

/** A route that any signed-in person may use, whatever their office, and that is not about their own account. */
export const isFree = ({ act, open, path }: RouteEntry): boolean => act === null && !open && !OWN.test(path)

/** A route by whose name another agency, or a machine of theirs, could be served. */
export const isOutward = ({ path }: RouteEntry): boolean =>
  /partner|federat|share|webhook|push|agenc(y|ies)\b|subscri|sync/i.test(path)
