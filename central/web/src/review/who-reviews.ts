import type { Role } from '@archway/shared/role'

const REVIEWERS: ReadonlySet<Role> = new Set(['auditor', 'program-commander'])
const TOLD: ReadonlySet<Role> = new Set(['supervisor', 'rtcc-commander', 'program-commander', 'auditor'])

/** Whether the page offers drawn searches to somebody of these roles; the server decides again. */
export const mayReview = (roles: readonly Role[]): boolean => roles.some((role) => REVIEWERS.has(role))

/** Whether the page offers the notices about repeated targets. */
export const maySeeNotices = (roles: readonly Role[]): boolean => roles.some((role) => TOLD.has(role))
