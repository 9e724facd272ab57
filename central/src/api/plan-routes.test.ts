import type { AddressInfo } from 'node:net'
import { PlanCheck } from '@archway/shared/api/plan'
import type { Role } from '@archway/shared/role'
import express from 'express'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Use } from '../ledger/use-log.ts'
import { CSRF_HEADER } from './guard.ts'
import { planRoutes } from './plan-routes.ts'
import { problemHandler } from './problem.ts'

const CHECK: PlanCheck = {
  at: 7,
  policy: 'plan-1',
  promises: [
    { number: 1, promise: 'no limit of units', verdict: 'kept', evidence: ['tried'] },
    { number: 3, promise: 'day and night', verdict: 'not-shown', evidence: [] },
    { number: 14, promise: 'deleted', verdict: 'broken', evidence: ['a day is back'] },
    { number: 31, promise: 'everybody', verdict: 'broken', evidence: ['kim'] },
  ],
}
/** What happens, in order: lines of the use log, and answers. */
let seen: (Use | 'answered')[] = []
const faults: unknown[] = []
let roles: Role[] = []
let check: () => Promise<PlanCheck> = async () => CHECK
let url = ''
const app = express()
app.use((_request, response, next) => {
  response.locals.session = { user: 'ann', roles, csrf: 'token' }
  response.on('finish', () => seen.push('answered'))
  next()
})
const logUse = async (use: Use) => void seen.push(use)
app.use('/api', planRoutes({ planChecker: { check: () => check() }, uses: { logUse }, now: () => 8 }))
app.use(problemHandler((error) => faults.push(error)))
const server = app.listen(0, '127.0.0.1')
beforeAll(async () => {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/plan/check`
})
afterAll(() => void server.close())
beforeEach(() => {
  seen = []
  roles = ['auditor']
  check = async () => CHECK
})
const ask = (csrf = 'token') => fetch(url, { method: 'POST', headers: { [CSRF_HEADER]: csrf } })

test('the answer is what was found, and is logged before it leaves, with the numbers that were broken', async () => {
  const answer = await ask()
  expect(PlanCheck.parse(await answer.json())).toEqual(CHECK)
  const line = { at: 7, who: 'ann', action: 'plan-check', outcome: 'failure', subject: '14, 31' }
  expect(seen).toEqual([{ ...line, detail: '1 kept, 2 broken, 1 not shown' }, 'answered'])
})

test.each(['program-commander', 'rtcc-commander', 'it-administrator'] as const)('%s may', async (role) => {
  roles = [role]
  expect((await ask()).status).toBe(200)
})

test.each(['officer', 'operator', 'supervisor'] as const)('%s may not, and is logged', async (role) => {
  roles = [role]
  expect((await ask()).status).toBe(403)
  expect(seen).toMatchObject([{ action: 'plan-check', outcome: 'failure' }, 'answered'])
})

test('without the token of the session nothing is checked', async () => {
  check = () => Promise.reject(new Error('asked'))
  expect((await ask('')).status).toBe(403)
  expect(seen).toEqual(['answered'])
})

test('a check that fails is logged, and its reason is not told', async () => {
  check = () => Promise.reject(new Error('/var/lib/archway is gone'))
  const answer = await ask()
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('archway is gone')
  const detail = 'the check itself failed; nothing was shown'
  expect(seen).toMatchObject([{ action: 'plan-check', outcome: 'failure', detail }, 'answered'])
  expect(faults).toMatchObject([{ message: '/var/lib/archway is gone' }])
})
