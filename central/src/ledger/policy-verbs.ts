import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { PolicyLedger, PolicyProposal, PolicyVersion } from './policy-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

interface VersionRow extends Omit<PolicyVersion, 'changes'> {
  readonly changes: string
  readonly basedOn: number
}

const VERSION = `n, label, content, changes, reason, based_on AS basedOn, proposed_by AS proposedBy,
  proposed_at AS proposedAt, not_before AS notBefore, state, decided_by AS decidedBy, decided_at AS decidedAt`

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
  const decide = db.prepare<[string, string, number, number]>(
    'UPDATE policy_version SET state = ?, decided_by = ?, decided_at = ? WHERE n = ?',
  )
  const put = (proposal: PolicyProposal, state: 'open' | 'approved') => {
    const changes = JSON.stringify(proposal.changes)
    const decidedAt = state === 'open' ? null : proposal.at
    return Number(insert.run({ ...proposal, changes, state, decidedAt }).lastInsertRowid)
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

    approvePolicy: db.transaction((n, at, by) => {
      const version = one.get(n)
      if (!version) return 'unknown-version'
      const outcome =
        version.state !== 'open'
          ? 'not-open'
          : version.proposedBy === by
            ? 'same-person'
            : version.basedOn !== newest.get()
              ? 'overtaken'
              : 'done'
      if (outcome === 'done') decide.run('approved', by, at, n)
      logUse({
        at,
        who: by,
        action: 'policy-approve',
        outcome: outcome === 'done' ? 'success' : 'failure',
        subject: `${n}`,
        detail: outcome === 'done' ? version.label : outcome,
      })
      return outcome
    }) as Verbs<PolicyLedger>['approvePolicy'],

    refusePolicy: db.transaction((n, at, by) => {
      const version = one.get(n)
      if (!version) return 'unknown-version'
      if (version.state !== 'open') return 'not-open'
      decide.run('refused', by, at, n)
      logUse({
        at,
        who: by,
        action: 'policy-refuse',
        outcome: 'success',
        subject: `${n}`,
        detail: version.label,
      })
      return 'done'
    }) as Verbs<PolicyLedger>['refusePolicy'],
  }
}
