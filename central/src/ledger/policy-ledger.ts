import type { SealedSecret } from '../audit/secrets.ts'

/** One version of the policy, as proposed and, if it was, approved. */
export interface PolicyVersion {
  readonly n: number
  /** The policy's own `version`, which decisions record. No two versions that stand share one. */
  readonly label: string
  /** The whole policy as canonical JSON, in the shape of the program that proposed it. */
  readonly content: string
  /** What differs from the version in force when it was proposed, one change an item. */
  readonly changes: readonly string[]
  readonly reason: string
  readonly proposedBy: string
  readonly proposedAt: number
  /** Takes effect at its approval, but not before this. */
  readonly notBefore: number
  readonly state: 'open' | 'approved' | 'refused'
  /** Who approved or refused it; null while it is open, and for the profile of the installation. */
  readonly decidedBy: string | null
  readonly decidedAt: number | null
  /** The line of the use log that the decider's note is sealed with; null: there is none. */
  readonly decidedLine: number | null
}

export interface PolicyProposal {
  readonly label: string
  readonly content: string
  readonly changes: readonly string[]
  readonly reason: string
  /** The version that it was compared with; 0: none. */
  readonly basedOn: number
  readonly notBefore: number
  readonly at: number
  readonly by: string
}

/** `same-person`: whoever proposed it cannot approve it. `overtaken`: another was approved meanwhile. */
export type PolicyDecision = 'done' | 'unknown-version' | 'not-open' | 'same-person' | 'overtaken'

/** The policy as versions that are never changed or removed once decided. */
export interface PolicyLedger {
  policyVersions(): Promise<PolicyVersion[]>
  /** The profile of a fresh installation becomes version 1; where there is a version, nothing happens. */
  installPolicy(
    profile: { readonly label: string; readonly content: string },
    at: number,
    by: string,
  ): Promise<void>
  proposePolicy(proposal: PolicyProposal): Promise<{ readonly n: number } | 'label-taken' | 'overtaken'>
  /** @param note what the decider said, sealed with the line of the use log; none unless given */
  approvePolicy(n: number, at: number, by: string, note?: SealedSecret | null): Promise<PolicyDecision>
  /** Ends a proposal; the proposer may, too. */
  refusePolicy(n: number, at: number, by: string, note?: SealedSecret | null): Promise<PolicyDecision>
}
