import { afterEach, beforeEach, expect, test } from 'vitest'
import { DESK, type Department, openDepartment, stepOf, whyOf } from './login.fixture.ts'
import { bannerOf } from './login.ts'
import { hashPassword } from './passwords.ts'
import { codeAt } from './people.fixture.ts'

const OWN = 'quiet river of stones'
const FIRST = 'first password here'

let at: Department
beforeEach(async () => {
  at = await openDepartment()
  await at.add('kim', ['operator'])
  await at.ledger.setPassword('kim', await hashPassword(FIRST), at.now, 'it')
})
afterEach(() => at.close())

/** A login with both factors, as far as it goes. */
async function proven(password: string) {
  const begun = stepOf(await at.begin('kim', password))
  if (begun.step !== 'enrol') throw new Error(`stands at ${begun.step}`)
  return at.people.login.code(begun.ticket, codeAt(begun.secret, at.now), DESK)
}
async function ticketOf(password: string): Promise<string> {
  const step = stepOf(await proven(password))
  if (step.step !== 'password') throw new Error(`stands at ${step.step}`)
  return step.ticket
}
const choose = (ticket: string, password: string) => at.people.login.password(ticket, password, DESK)

test('a password that was given opens no session: first it is changed for one of their own', async () => {
  const answer = await proven(FIRST)
  expect(answer).toMatchObject({ ok: true, value: { step: { step: 'password', least: 12 }, token: null } })
  const { step } = answer.ok ? answer.value : {}
  const ticket = step?.step === 'password' ? step.ticket : ''
  for (const [password, why] of [
    ['short', 'at least 12'],
    ['password1234', 'too easy'],
    [FIRST, 'given'],
  ] as const) {
    expect(await choose(ticket, password)).toMatchObject({
      ok: false,
      error: { why: 'password', detail: expect.stringContaining(why) },
    })
  }
  expect((await at.ledger.people())[0]?.passwordGiven, 'nothing was set').toBe(true)
  expect(whyOf(await choose(ticket, OWN))).toBe('done')
  expect((await at.ledger.people())[0]?.passwordGiven).toBe(false)
  expect(whyOf(await choose(ticket, OWN)), 'a ticket counts once').toBe('ticket')
  expect(whyOf(await at.begin('kim', FIRST)), 'the given one is over').toBe('refused')
  expect(whyOf(await at.begin('kim', OWN))).toBe('factor')
  expect(await at.uses()).toContain('kim person-password success ')
  expect(JSON.stringify(await at.uses())).not.toContain(OWN)
})

test('a forgotten password that an administrator sets is a given one again', async () => {
  await choose(await ticketOf(FIRST), OWN)
  await at.ledger.setPassword('kim', await hashPassword(FIRST), at.now, 'it')
  await at.ledger.resetFactors('kim', at.now, 'it')
  await ticketOf(FIRST)
})

test('the step does nothing in another browser, after five minutes, or before both factors', async () => {
  const ticket = await ticketOf(FIRST)
  const elsewhere = { ...DESK, agent: 'another' }
  expect(whyOf(await at.people.login.password(ticket, OWN, elsewhere))).toBe('ticket')
  at.now += 5 * 60_000
  expect(whyOf(await choose(ticket, OWN))).toBe('ticket')
  const begun = stepOf(await at.begin('kim', FIRST))
  expect(whyOf(await choose('ticket' in begun ? begun.ticket : '', OWN))).toBe('ticket')
  expect((await at.ledger.people())[0]?.passwordGiven).toBe(true)
})

test('a lock or a leaver ends it, and the receipt still comes after it', async () => {
  at.policy = { ...at.policy, specialOrder: { ...at.policy.specialOrder, version: 'next' } }
  expect(whyOf(await choose(await ticketOf(FIRST), OWN))).toBe('receipt')
  await at.ledger.setPassword('kim', await hashPassword(FIRST), at.now, 'it')
  await at.ledger.resetFactors('kim', at.now, 'it')
  const ticket = await ticketOf(FIRST)
  await at.ledger.disablePerson('kim', 'has left', at.now, 'it')
  expect(whyOf(await choose(ticket, `${OWN} 2`))).toBe('disabled')
  expect((await at.ledger.people())[0]?.passwordGiven, 'nothing was set any more').toBe(true)
})

test('whom the single sign-on vouches for is not asked: its password is none of ours', async () => {
  const [kim] = await at.ledger.people()
  if (!kim) throw new Error('nobody')
  const { digest } = bannerOf(at.policy)
  const begun = stepOf(await at.people.login.beginVouched(kim, digest, DESK))
  if (begun.step !== 'enrol') throw new Error(`stands at ${begun.step}`)
  const answer = await at.people.login.code(begun.ticket, codeAt(begun.secret, at.now), DESK)
  expect(whyOf(answer)).toBe('done')
})
