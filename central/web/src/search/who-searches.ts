import type { Role } from '@archway/shared/role'

const SEARCHERS: ReadonlySet<Role> = new Set(['operator', 'supervisor', 'rtcc-commander'])

/** Whether the page offers searches to somebody of these roles; the server decides again. */
export const maySearch = (roles: readonly Role[]): boolean => roles.some((role) => SEARCHERS.has(role))
