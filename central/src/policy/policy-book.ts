import { Policy } from '@archway/shared/policy'
import { canonicalJson } from '@archway/shared/signing'
import type { PolicyLedger, PolicyVersion } from '../ledger/policy-ledger.ts'

export interface PolicyInForce {
  readonly n: number
  /** The policy's own name, which every decision records. */
  readonly version: string
  readonly policy: Policy
}

/** The policy in force. Ask at every decision, never keep what it answers. */
export interface PolicyBook {
  current(): PolicyInForce
  /** Reads the ledger again; true: another version is in force, or waits for its time. */
  refresh(): Promise<boolean>
  /**
   * What is wrong with the file `policy.yaml`: it is neither the version in force nor any that ever was, so
   * somebody changed it and it has no effect. Null: nothing.
   */
  fileProblem(): string | null
}

/**
 * Opens the policy of the ledger. In a fresh installation the profile becomes version 1; later it changes
 * nothing. Throws when a version of the ledger cannot be read, because then nobody knows what holds.
 * @param profile the content of `policy.yaml`
 */
export async function openPolicyBook(
  ledger: PolicyLedger,
  profile: Policy,
  now: () => number,
): Promise<PolicyBook> {
  await ledger.installPolicy(
    { label: profile.version, content: canonicalJson(profile) },
    now(),
    'installation',
  )
  let approved = await approvedVersions(ledger)
  return {
    current: () => inForceAt(approved, now()),
    async refresh() {
      const before = approved.length
      approved = await approvedVersions(ledger)
      return approved.length !== before
    },
    fileProblem() {
      const written = canonicalJson(profile)
      if (approved.some(({ policy }) => canonicalJson(policy) === written)) return null
      const { version } = inForceAt(approved, now())
      return `policy.yaml is not the policy in force (${version}) nor an earlier one, and has no effect; propose it, or restore it`
    },
  }
}

/**
 * The policy in force at a time, for whoever works on the ledger beside a server.
 * @param profile holds as long as nothing was installed
 */
export async function policyAt(
  ledger: Pick<PolicyLedger, 'policyVersions'>,
  profile: Policy,
  at: number,
): Promise<PolicyInForce> {
  const approved = await approvedVersions(ledger)
  return approved.length > 0 ? inForceAt(approved, at) : { n: 0, version: profile.version, policy: profile }
}

interface Approved extends PolicyInForce {
  readonly from: number
}

/** Approved versions, oldest first; each takes effect at its approval or when it says, whichever is later. */
async function approvedVersions(ledger: Pick<PolicyLedger, 'policyVersions'>): Promise<readonly Approved[]> {
  const versions = await ledger.policyVersions()
  return versions.filter(({ state }) => state === 'approved').map(approvedOf)
}

function approvedOf({ n, label, content, decidedAt, notBefore }: PolicyVersion): Approved {
  const parsed = Policy.safeParse(JSON.parse(content))
  if (!parsed.success) {
    const where = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
    throw new Error(`version ${n} (${label}) of the policy cannot be read by this program: ${where}`)
  }
  return { n, version: label, policy: parsed.data, from: Math.max(decidedAt ?? 0, notBefore) }
}

function inForceAt(approved: readonly Approved[], at: number): PolicyInForce {
  // A clock that was set back must not leave nobody's policy in force: then the first one is.
  const found = approved.findLast(({ from }) => from <= at) ?? approved[0]
  if (!found) throw new Error('the ledger holds no policy')
  const { n, version, policy } = found
  return { n, version, policy }
}
