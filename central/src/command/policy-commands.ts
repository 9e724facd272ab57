import { join } from 'node:path'
import { Policy } from '@archway/shared/policy'
import { stringify } from 'yaml'
import { openSecrets } from '../audit/secrets.ts'
import { policyAt } from '../policy/policy-book.ts'
import { proposePolicy } from '../policy/propose-policy.ts'
import { readSettings } from '../settings-file.ts'
import { actAs } from './act-as.ts'
import { type CommandMeans, DONE, MISUSE, REFUSED } from './means.ts'
import { columns, timeText } from './terminal.ts'

export async function proposeFile(
  order: { file: string; reason: string; notBefore: number; as: string },
  means: CommandMeans,
): Promise<number> {
  const { config, ledger, terminal, now } = means
  const read = readSettings(order.file, Policy)
  if (!read.ok) {
    for (const complaint of read.error) terminal.err(complaint)
    return MISUSE
  }
  if (!(await actAs(order.as, 'policy-propose', means))) return REFUSED
  const { reason, notBefore, as } = order
  const inForce = await policyAt(ledger, config.policy, now())
  const outcome = await proposePolicy(ledger, inForce, {
    policy: read.value,
    reason,
    notBefore,
    at: now(),
    by: as,
  })
  if (!outcome.ok) {
    terminal.err(`not proposed: ${outcome.error}`)
    return REFUSED
  }
  for (const change of outcome.value.changes) terminal.out(change)
  terminal.err(
    `proposed as version ${outcome.value.n}; another person approves it: policy approve ${outcome.value.n}`,
  )
  return DONE
}

export async function decidePolicy(
  { n, decision, as, note }: { n: number; decision: 'approve' | 'refuse'; as: string; note: string | null },
  means: CommandMeans,
): Promise<number> {
  const { config, ledger, terminal, now } = means
  if (!(await actAs(as, 'policy-approve', means))) return REFUSED
  const sealed = note === null ? null : openSecrets(join(config.keys, 'uses')).seal(note, now())
  const outcome =
    decision === 'approve'
      ? await ledger.approvePolicy(n, now(), as, sealed)
      : await ledger.refusePolicy(n, now(), as, sealed)
  terminal.err(outcome === 'done' ? `version ${n}: ${decision}d` : `not done: ${POLICY_REFUSALS[outcome]}`)
  return outcome === 'done' ? DONE : REFUSED
}

const POLICY_REFUSALS = {
  'unknown-version': 'there is no such version',
  'not-open': 'it was decided already',
  'same-person': 'whoever proposed it cannot approve it',
  overtaken: 'another version was approved meanwhile; propose it anew on top of that',
} as const

/** @param n null: the one in force */
export async function showPolicy(n: number | null, means: CommandMeans): Promise<number> {
  const { config, ledger, terminal, now } = means
  const versions = await ledger.policyVersions()
  const inForce = await policyAt(ledger, config.policy, now())
  if (n !== null && !versions.some((version) => version.n === n)) {
    terminal.err(`there is no version ${n}`)
    return REFUSED
  }
  const content = versions.find((version) => version.n === (n ?? inForce.n))?.content
  terminal.out(stringify(content === undefined ? inForce.policy : JSON.parse(content)).trimEnd())
  return DONE
}

export async function listPolicies({ config, ledger, terminal, now }: CommandMeans): Promise<number> {
  const inForce = await policyAt(ledger, config.policy, now())
  const rows = (await ledger.policyVersions()).map((version) => [
    `${version.n}`,
    version.label,
    version.n === inForce.n ? 'in force' : version.state,
    `${version.proposedBy}, ${timeText(version.proposedAt)}`,
    version.decidedBy === null ? '-' : `${version.decidedBy}, ${timeText(version.decidedAt)}`,
    version.changes.join('; '),
  ])
  for (const line of columns([['N', 'VERSION', 'STATE', 'PROPOSED', 'DECIDED', 'CHANGES'], ...rows])) {
    terminal.out(line)
  }
  return DONE
}
