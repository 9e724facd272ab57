import type { Policy } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import { canonicalJson } from '@archway/shared/signing'
import type { PolicyLedger } from '../ledger/policy-ledger.ts'
import type { PolicyInForce } from './policy-book.ts'
import { policyChanges } from './policy-diff.ts'

export interface NewPolicy {
  readonly policy: Policy
  /** Why; stands in the version for ever. */
  readonly reason: string
  /** Takes effect at its approval, but not before this. */
  readonly notBefore: number
  readonly at: number
  readonly by: string
}

/** Proposes a policy against the one in force. @returns what it changes, or why it was refused, for a person */
export async function proposePolicy(
  ledger: PolicyLedger,
  inForce: PolicyInForce,
  { policy, reason, notBefore, at, by }: NewPolicy,
): Promise<Result<{ n: number; changes: string[] }, string>> {
  const changes = policyChanges(inForce.policy, policy)
  if (changes.length === 0) return fail('it says the same as the policy in force')
  const newest = (await ledger.policyVersions()).findLast(({ state }) => state === 'approved')
  if (newest && newest.n !== inForce.n) {
    return fail(`version ${newest.n} is approved and waits for its time; propose when it is in force`)
  }
  const outcome = await ledger.proposePolicy({
    label: policy.version,
    content: canonicalJson(policy),
    changes,
    reason,
    basedOn: inForce.n,
    notBefore,
    at,
    by,
  })
  if (outcome === 'label-taken') return fail(`there is a version "${policy.version}" already; name it anew`)
  if (outcome === 'overtaken') return fail('another version was approved meanwhile; try again')
  return ok({ n: outcome.n, changes })
}
