import { openApiOf } from '../api/openapi.ts'
import { ROUTES } from '../api/routes.ts'
import { checkInstallation } from '../plan/check-installation.ts'
import { brokenPromises, planCounts, planUse } from '../plan/plan-use.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { columns, type Terminal } from './terminal.ts'

/** Holds the installation against every promise of the plan. Exit code 1: at least one is broken. */
export async function checkPromises({ json }: { json: boolean }, means: CommandMeans): Promise<number> {
  const { config, ledger, terminal, now, by } = means
  const check = await checkInstallation({ config, ledger, routes: ROUTES, at: now() })
  await ledger.logUse(planUse(check, by))
  if (json) terminal.out(JSON.stringify(check, null, 2))
  else {
    const { promises } = check
    const rows = promises.map(({ number, verdict, promise }) => [String(number), verdict, promise])
    const lines = columns([['promise', 'verdict', 'what must be true'], ...rows])
    terminal.out(lines[0] ?? '')
    for (const [at, { evidence }] of promises.entries()) {
      terminal.out(lines[at + 1] ?? '')
      for (const fact of evidence) terminal.out(`           ${fact}`)
    }
  }
  terminal.err(planCounts(check))
  return brokenPromises(check).length === 0 ? DONE : REFUSED
}

/** Needs no configuration: what the API is, is in the program. */
export function printOpenApi(version: string, terminal: Terminal): number {
  terminal.out(JSON.stringify(openApiOf(ROUTES, version), null, 2))
  return DONE
}
