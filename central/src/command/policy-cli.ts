import { Decision } from '@archway/shared/api/decision'
import { UserName } from '@archway/shared/api/people'
import type { Command } from 'commander'
import { z } from 'zod'
import { type CliMeans, Nothing } from './cli-means.ts'
import { decidePolicy, listPolicies, proposeFile, showPolicy } from './policy-commands.ts'
import { Time } from './user-cli.ts'

/** What the plan allows, as versions that two persons make. */
export function policyCommands(program: Command, { administer, argument }: CliMeans): void {
  const number = (text: string | undefined) =>
    argument(z.coerce.number().int().positive(), text, 'versions have numbers')

  const policies = program.command('policy').description('what the plan allows, as versions')
  administer(
    policies,
    'propose <file>',
    'propose a whole policy (YAML) against the one in force',
    z.object({ as: UserName, reason: z.string().min(10).max(500), from: Time.default(0) }),
    (means, { as, reason, from }, [file = '']) => proposeFile({ file, reason, notBefore: from, as }, means),
  )
    .requiredOption('--as <name>', 'who proposes; asks for password and code')
    .requiredOption('--reason <text>', 'why; it stands in the version for ever')
    .option('--from <time>', 'not before this (ISO 8601 with zone)')
  for (const decision of ['approve', 'refuse'] as const) {
    administer(
      policies,
      `${decision} <n>`,
      decision === 'approve' ? 'put a proposed version in force' : 'end a proposal',
      Decision.extend({ as: UserName }),
      (means, { as, note }, [n]) => decidePolicy({ n: number(n), decision, as, note }, means),
    )
      .requiredOption('--as <name>', 'who decides, not the proposer; asks for password and code')
      .option('--note <text>', 'what there is to say of it; sealed with the line of the use log')
  }
  administer(policies, 'list', 'list all versions', Nothing, listPolicies)
  administer(
    policies,
    'show',
    'print a version as YAML',
    z.object({ number: z.coerce.number().int().positive().nullable().default(null) }),
    (means, options) => showPolicy(options.number, means),
  ).option('--number <n>', 'which; without it, the one in force')
}
