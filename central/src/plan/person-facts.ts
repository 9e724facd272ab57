import type { Installation } from './installation.ts'

/** An account that may be used: not disabled, with at least one role. */
export interface PersonFacts {
  readonly name: string
  readonly badge: string | null
  readonly roles: readonly string[]
  readonly sessions: number
  readonly newestSessionAt: number
  readonly hasFactor: boolean
  readonly trainedAt: number
}

export function peopleOf({ ledger, policy, at }: Installation): PersonFacts[] {
  const oldest = at - policy.policy.login.sessionHours * 3_600_000
  return ledger
    .all<Omit<PersonFacts, 'roles' | 'hasFactor'> & { roles: string; factors: number }>(
      `SELECT p.name, p.badge,
         (SELECT group_concat(g.role, ',') FROM person_grant g WHERE g.person = p.name AND g.until IS NULL) AS roles,
         (SELECT count(*) FROM session s WHERE s.person = p.name AND s.created_at > ?) AS sessions,
         (SELECT coalesce(max(s.created_at), 0) FROM session s WHERE s.person = p.name) AS newestSessionAt,
         (SELECT count(*) FROM totp t WHERE t.person = p.name)
           + (SELECT count(*) FROM passkey k WHERE k.person = p.name) AS factors,
         (SELECT coalesce(max(t.taken_at), 0) FROM training t WHERE t.person = p.name AND t.taken_at <= ?) AS trainedAt
       FROM person p
       WHERE EXISTS (SELECT 1 FROM person_grant g WHERE g.person = p.name AND g.until IS NULL)
         AND NOT EXISTS (SELECT 1 FROM person_disabled d WHERE d.person = p.name AND d.until IS NULL)
       ORDER BY p.name`,
      oldest,
      at,
    )
    .map(({ roles, factors, ...rest }) => ({ ...rest, roles: roles.split(','), hasFactor: factors > 0 }))
}

/** What is missing of what a login asks for. */
export function clearanceProblems(
  { name, trainedAt }: PersonFacts,
  { ledger, policy, at }: Installation,
): { readonly training: boolean; readonly receipt: boolean } {
  const { training, specialOrder } = policy.policy
  const receipts = ledger.count(
    "SELECT count(*) FROM receipt WHERE person = ? AND number = ? AND version = ? AND (? = '' OR sha256 = ?)",
    name,
    specialOrder.number,
    specialOrder.version,
    specialOrder.sha256 ?? '',
    specialOrder.sha256 ?? '',
  )
  return {
    training: trainedAt === 0 || at >= trainedAt + training.validDays * 86_400_000,
    receipt: receipts === 0,
  }
}
