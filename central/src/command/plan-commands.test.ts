import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAuthority } from '../fleet/authority.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { type Home, homes, NOW, usedInstall } from '../plan/plan.fixture.ts'
import type { CommandMeans } from './means.ts'
import { checkPromises, printOpenApi } from './plan-commands.ts'

const used = homes(usedInstall)

async function run({ config }: Home, json: boolean) {
  const ledger = openLedgerHere(join(config.data, 'ledger.db'))
  const said: string[] = []
  const means: CommandMeans = {
    config,
    ledger,
    authority: () => openAuthority(config.keys, config.certificates),
    terminal: { out: (text) => said.push(text), err: () => {}, secret: async () => '' },
    now: () => NOW,
    random: (into) => into,
    by: 'tester',
  }
  const code = await checkPromises({ json }, means)
  const line = (await ledger.uses(0, 1000)).findLast(({ action }) => action === 'plan-check')
  await ledger.close()
  return { code, text: said.join('\n'), line }
}

test('exit code 0 while nothing is broken; each row says what was seen; the check is in the use log', async () => {
  const { code, text, line } = await run(await used.home(), false)
  expect(code).toBe(0)
  expect(text.match(/^\d+ +(kept|not-shown) /gm)).toHaveLength(40)
  expect(line).toMatchObject({ who: 'tester', outcome: 'success', subject: null })
})

test('exit code 1 names what is broken, for programs too', async () => {
  const home = await used.home()
  home.sql("UPDATE person SET badge = NULL WHERE name = 'kim'")
  const { code, text, line } = await run(home, true)
  expect(code).toBe(1)
  const { promises, policy } = JSON.parse(text)
  expect(policy).toBe('slmpd-plan-1')
  expect(promises).toHaveLength(40)
  expect(promises.filter(({ verdict }: { verdict: string }) => verdict === 'broken')).toMatchObject([
    { number: 31, evidence: expect.arrayContaining([expect.stringContaining('kim')]) },
  ])
  expect(line).toMatchObject({ outcome: 'failure', subject: '31' })
})

test('the description of the API is printed without a configuration', () => {
  const said: string[] = []
  expect(printOpenApi('9', { out: (text) => said.push(text), err: () => {}, secret: async () => '' })).toBe(0)
  expect(JSON.parse(said.join())).toMatchObject({ openapi: '3.1.0', info: { version: '9' } })
})
