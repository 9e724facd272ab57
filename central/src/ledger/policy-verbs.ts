import type { Database } from 'better-sqlite3'
import type { SealedSecret } from '../audit/secrets.ts'
import type { Verbs } from '../store/worker-calls.ts'
import type { PolicyDecision, PolicyLedger, PolicyProposal, PolicyVersion } from './policy-ledger.ts'
import { sealedDetail } from './sealed-detail.ts'
import { logVerbs } from './use-log-verbs.ts'

type Decision = 'approved' | 'refused'

interface VersionRow extends Omit<PolicyVersion, 'changes'> {
  readonly changes: string
  readonly basedOn: number
}

const VERSION = `n, label, content, changes, reason, based_on AS basedOn, proposed_by AS proposedBy,
  proposed_at AS proposedAt, not_before AS notBefore, state, decided_by AS decidedBy, decided_at AS decidedAt,
  decided_line AS decidedLine`

export function policyVerbs(db: Database): Verbs<PolicyLedger> {
  const { logUse } = logVerbs(db)
  const all = db.prepare<[], VersionRow>(`SELECT ${VERSION} FROM policy_version ORDER BY n`)
  const one = db.prepare<[number], VersionRow>(`SELECT ${VERSION} FROM policy_version WHERE n = ?`)
  const newest = db
    .prepare<[], number>("SELECT coalesce(max(n), 0) FROM policy_version WHERE state = 'approved'")
    .pluck()
  const taken = db
    .prepare<[string], number>("SELECT n FROM policy_version WHERE label = ? AND state <> 'refused'")
    .pluck()
  const insert = db.prepare(
    `INSERT INTO policy_version (label, content, changes, reason, based_on, proposed_by, proposed_at, not_before,
       state, decided_at)
     VALUES (@label, @content, @changes, @reason, @basedOn, @by, @at, @notBefore, @state, @decidedAt)`,
  )
  const decide = db.prepare(
    'UPDATE policy_version SET state = ?, decided_by = ?, decided_at = ?, decided_line = ? WHERE n = ?',
  )
  const newestLine = db.prepare<[], number>('SELECT max(n) FROM use_log').pluck()
  const put = (proposal: PolicyProposal, state: 'open' | 'approved') => {
    const changes = JSON.stringify(proposal.changes)
    const decidedAt = state === 'open' ? null : proposal.at
    return Number(insert.run({ ...proposal, changes, state, decidedAt }).lastInsertRowid)
  }
  /** Why a version cannot be decided so; the proposer may take a proposal back, and may never approve it. */
  const against = ({ state, proposedBy, basedOn }: VersionRow, decision: Decision, by: string) => {
    if (state !== 'open') return 'not-open'
    if (decision === 'refused') return null
    if (proposedBy === by) return 'same-person'
    return basedOn === newest.get() ? null : 'overtaken'
  }
  const decided = (
    n: number,
    decision: Decision,
    at: number,
    by: string,
    note: SealedSecret | null,
  ): PolicyDecision => {
    const version = one.get(n)
    if (!version) return 'unknown-version'
    const refusal = against(version, decision, by)
    const use = {
      at,
      who: by,
      action: decision === 'approved' ? 'policy-approve' : 'policy-refuse',
      outcome: refusal ? 'failure' : 'success',
      subject: `${n}`,
    } as const
    logUse({ ...use, detail: sealedDetail(refusal ?? version.label, note) }, note)
    if (refusal) return refusal
    decide.run(decision, by, at, note && newestLine.get(), n)
    return 'done'
  }

  return {
    policyVersions: () =>
      all
        .all()
        .map(({ basedOn: _, changes, ...row }) => ({ ...row, changes: JSON.parse(changes) as string[] })),

    installPolicy: db.transaction(({ label, content }, at, by) => {
      if (all.all().length > 0) return
      const reason = 'the profile of the installation'
      put({ label, content, changes: [], reason, basedOn: 0, notBefore: at, at, by }, 'approved')
      logUse({ at, who: by, action: 'policy-install', outcome: 'success', subject: '1', detail: label })
    }) as Verbs<PolicyLedger>['installPolicy'],

    proposePolicy: db.transaction((proposal) => {
      if (newest.get() !== proposal.basedOn) return 'overtaken'
      if (taken.get(proposal.label) !== undefined) return 'label-taken'
      const n = put(proposal, 'open')
      const { at, by, label } = proposal
      logUse({ at, who: by, action: 'policy-propose', outcome: 'success', subject: `${n}`, detail: label })
      return { n }
    }) as Verbs<PolicyLedger>['proposePolicy'],

    approvePolicy: db.transaction((n, at, by, note = null) =>
      decided(n, 'approved', at, by, note),
    ) as Verbs<PolicyLedger>['approvePolicy'],
    refusePolicy: db.transaction((n, at, by, note = null) =>
      decided(n, 'refused', at, by, note),
    ) as Verbs<PolicyLedger>['refusePolicy'],
  }
}
