import { openApiOf } from '../api/openapi.ts'
import { ROUTES } from '../api/routes.ts'
import { lookAtInstallation } from '../plan/installation.ts'
import { checkPlan } from '../plan/plan-check.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { columns, type Terminal } from './terminal.ts'

/** Holds the installation against every promise of the plan. Exit code 1: at least one is broken. */
export async function checkPromises({ json }: { json: boolean }, means: CommandMeans): Promise<number> {
  const { config, ledger, terminal, now, by } = means
  const at = now()
  const installation = await lookAtInstallation({ config, ledger, routes: ROUTES, at })
  const checked = await checkPlan(installation)
  const { version } = installation.policy
  installation.close()
  const of = (verdict: string) => checked.filter((row) => row.verdict === verdict)
  const broken = of('broken')
  const counts = `${of('kept').length} kept, ${broken.length} broken, ${of('not-shown').length} not shown`
  await ledger.logUse({
    at,
    who: by,
    action: 'plan-check',
    outcome: broken.length === 0 ? 'success' : 'failure',
    subject: broken.length === 0 ? null : broken.map(({ number }) => number).join(', '),
    detail: counts,
  })
  if (json) terminal.out(JSON.stringify({ at, policy: version, promises: checked }, null, 2))
  else {
    const rows = checked.map(({ number, verdict, promise }) => [String(number), verdict, promise])
    const lines = columns([['promise', 'verdict', 'what must be true'], ...rows])
    terminal.out(lines[0] ?? '')
    for (const [at, { evidence }] of checked.entries()) {
      terminal.out(lines[at + 1] ?? '')
      for (const fact of evidence) terminal.out(`           ${fact}`)
    }
  }
  terminal.err(counts)
  return broken.length === 0 ? DONE : REFUSED
}

/** Needs no configuration: what the API is, is in the program. */
export function printOpenApi(version: string, terminal: Terminal): number {
  terminal.out(JSON.stringify(openApiOf(ROUTES, version), null, 2))
  return DONE
}
