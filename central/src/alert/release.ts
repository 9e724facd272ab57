import { mayDo } from '@archway/shared/act'
import type { Policy } from '@archway/shared/policy'
import type { Role } from '@archway/shared/role'
import type { AlertRecord } from '../store/store.ts'

/** Who looks. */
export interface Viewer {
  readonly user: string
  readonly roles: readonly Role[]
}

/**
 * How much of an alert a person gets. `open`: all of it. `sealed`: without what was read and what is listed.
 * `hidden`: nothing.
 *
 * Whoever could verify it has it sealed until they have typed what they see, or have opened it and given that up.
 * Whoever cannot, an officer in a car, spoils no check by seeing it, and gets it as unverified, if the policy allows
 * a copy in the car. What another person has verified or dismissed is open to the roles of the policy.
 */
export function releaseOf(
  record: AlertRecord,
  { user, roles }: Viewer,
  { alerts }: Policy,
): 'open' | 'sealed' | 'hidden' {
  const hasLooked = [...record.looks, ...record.openings, ...record.dispositions].some(
    ({ by }) => by === user,
  )
  if (hasLooked) return 'open'
  const isSettled = record.state !== 'raised' && record.state !== 'acknowledged'
  if (isSettled && alerts.settledTo.some((role) => roles.includes(role))) return 'open'
  if (mayDo(roles, 'alert-verify')) return 'sealed'
  return alerts.allowInCar ? 'open' : 'hidden'
}
