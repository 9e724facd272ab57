import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  CAR,
  DAY,
  DESK,
  type Department,
  HOUR,
  MINUTE,
  openDepartment,
  PASSWORD,
  stepOf,
  T,
  whyOf,
} from './login.fixture.ts'
import { bannerOf } from './login.ts'
import { codeAt } from './people.fixture.ts'

let at: Department
beforeEach(async () => {
  at = await openDepartment()
  await at.add('kim', ['operator'])
})
afterEach(() => at.close())

const ticketOf = (step: ReturnType<typeof stepOf>) => ('ticket' in step ? step.ticket : '')

describe('login', () => {
  test('the banner is accepted first, in the words that hold now', async () => {
    const { login } = at.people
    expect(whyOf(await login.begin('kim', PASSWORD, 'f'.repeat(64), DESK))).toBe('banner')
    const { digest } = bannerOf(at.policy)
    at.policy = { ...at.policy, login: { ...at.policy.login, banner: `${at.policy.login.banner} Anew.` } }
    expect(whyOf(await login.begin('kim', PASSWORD, digest, DESK))).toBe('banner')
    expect(whyOf(await at.begin('kim'))).toBe('enrol')
  })

  test('the first login enrols the second factor; later ones ask for it, and a code counts once', async () => {
    const first = stepOf(await at.begin('kim'))
    if (first.step !== 'enrol') throw new Error(first.step)
    expect(first.uri).toContain('otpauth://totp/Archway:kim?')
    expect(Buffer.from(first.qr.split(',')[1] ?? '', 'base64').toString()).toMatch(/^<svg /)
    const code = codeAt(first.secret, at.now)
    expect(whyOf(await at.people.login.code(first.ticket, '000000', DESK))).toBe('wrong-factor')
    expect(whyOf(await at.people.login.code(first.ticket, code, DESK))).toBe('done')
    expect(whyOf(await at.people.login.code(first.ticket, code, DESK))).toBe('ticket')

    const second = stepOf(await at.begin('kim'))
    expect(second).toMatchObject({ step: 'factor', code: true, passkey: null })
    expect(whyOf(await at.people.login.code(ticketOf(second), code, DESK))).toBe('wrong-factor')
    at.now += 30_000
    const next = codeAt(first.secret, at.now)
    expect(whyOf(await at.people.login.code(ticketOf(second), next, DESK))).toBe('done')
    const third = ticketOf(stepOf(await at.begin('kim')))
    expect(whyOf(await at.people.login.code(third, code, DESK))).toBe('wrong-factor')
    expect(whyOf(await at.people.login.code(third, codeAt(first.secret, at.now + 2 * MINUTE), DESK))).toBe(
      'wrong-factor',
    )
  })

  test('nobody enrols over somebody: of two first logins the second finds a factor', async () => {
    const [a, b] = [stepOf(await at.begin('kim')), stepOf(await at.begin('kim'))]
    if (a.step !== 'enrol' || b.step !== 'enrol') throw new Error('no enrolment')
    expect(whyOf(await at.people.login.code(a.ticket, codeAt(a.secret, at.now), DESK))).toBe('done')
    expect(whyOf(await at.people.login.code(b.ticket, codeAt(b.secret, at.now), DESK))).toBe('wrong-factor')
  })

  test('a ticket ends after five minutes, and counts in its own browser only', async () => {
    const begun = ticketOf(stepOf(await at.begin('kim')))
    expect(whyOf(await at.people.login.code(begun, '000000', { ...CAR, agent: 'curl' }))).toBe('ticket')
    expect(whyOf(await at.people.login.step(begun, { ...CAR, agent: 'curl' }))).toBe('ticket')
    expect(whyOf(await at.people.login.step(begun, DESK))).toBe('enrol')
    at.now += 5 * MINUTE
    expect(whyOf(await at.people.login.step(begun, DESK))).toBe('ticket')
    expect(whyOf(await at.people.login.code('x'.repeat(43), '000000', DESK))).toBe('ticket')
  })

  test.each(['kim', 'nobody'])(
    'five failures within 15 minutes lock the name %s; the right password does not open it then',
    async (name) => {
      for (let i = 0; i < 4; i++) expect(whyOf(await at.begin(name, 'wrong'))).toBe('refused')
      expect(whyOf(await at.begin(name, 'wrong'))).toBe('locked')
      at.now += DAY
      expect(whyOf(await at.begin(name))).toBe('locked')
      await at.ledger.unlockPerson('kim', at.now, 'it')
      if (name === 'kim') expect(whyOf(await at.begin(name))).toBe('enrol')
    },
  )

  test('wrong codes lock like wrong passwords, and a lock ends a login that is under way', async () => {
    await at.signIn('kim')
    const begun = ticketOf(stepOf(await at.begin('kim')))
    for (let i = 0; i < 4; i++) {
      expect(whyOf(await at.people.login.code(begun, '000000', DESK))).toBe('wrong-factor')
    }
    expect(whyOf(await at.people.login.code(begun, '000000', DESK))).toBe('locked')
    at.now += MINUTE
    expect(whyOf(await at.people.login.code(begun, at.code('kim'), DESK))).toBe('locked')
  })

  test('failures that are spread out do not lock', async () => {
    for (let i = 0; i < 9; i++) {
      at.now += 5 * MINUTE
      expect(whyOf(await at.begin('kim', 'wrong'))).toBe('refused')
    }
  })

  test('more attempts at once than can be checked are turned away, not queued without end', async () => {
    const outcomes = (await Promise.all(Array.from({ length: 30 }, () => at.begin('kim')))).map(whyOf)
    expect(outcomes.filter((why) => why === 'busy')).toHaveLength(14)
    expect(outcomes.filter((why) => why === 'enrol')).toHaveLength(16)
  })

  test('promise 19: without training, or with training that is over, nobody gets in', async () => {
    await at.signIn('kim')
    at.now = T - DAY + 365 * DAY - 2 * MINUTE
    expect((await at.signIn('kim')).session.user).toBe('kim')
    at.now = T - DAY + 365 * DAY
    const begun = ticketOf(stepOf(await at.begin('kim')))
    const answer = await at.people.login.code(begun, at.code('kim'), DESK)
    expect(answer).toMatchObject({ ok: false, error: { why: 'untrained' } })
    if (!answer.ok && 'detail' in answer.error) expect(answer.error.detail).toContain('ended on 2027-11-23')
    expect((await at.uses()).at(-1)).toBe('kim login failure untrained')
    const anew = { person: 'kim', course: 'ALPR refresher', trainer: 'Sgt. Hill', takenAt: at.now }
    expect(await at.ledger.recordTraining({ ...anew, trainer: 'kim' }, at.now, 'it')).toBe('self-trained')
    await at.ledger.recordTraining(anew, at.now, 'it')
    expect((await at.signIn('kim')).session.user).toBe('kim')
  })

  test('promise 20: a new version of the Special Order is asked for again, and signed by name', async () => {
    await at.signIn('kim')
    at.policy = { ...at.policy, specialOrder: { number: '5-27', version: '2', sha256: 'a'.repeat(64) } }
    at.now += MINUTE
    const begun = ticketOf(stepOf(await at.begin('kim')))
    const asked = stepOf(await at.people.login.code(begun, at.code('kim'), DESK))
    expect(asked).toMatchObject({
      step: 'receipt',
      order: { number: '5-27', version: '2' },
      signAs: 'Kim Lee',
    })
    const sign = (over: object) =>
      at.people.login.receipt(
        ticketOf(asked),
        { number: '5-27', version: '2', signature: 'kim  LEE', ...over },
        DESK,
      )
    expect(whyOf(await sign({ version: '1' }))).toBe('receipt')
    expect(whyOf(await sign({ signature: 'Somebody Else' }))).toBe('receipt')
    expect(whyOf(await sign({}))).toBe('done')
    expect((await at.ledger.receipts('kim')).at(-1)).toMatchObject({ version: '2', sha256: 'a'.repeat(64) })
    expect((await at.signIn('kim')).session.user).toBe('kim')
    at.policy = { ...at.policy, specialOrder: { ...at.policy.specialOrder, sha256: 'b'.repeat(64) } }
    await expect(at.signIn('kim')).rejects.toThrow('receipt')
  })

  test('a reset voids the factors and the sessions; the next login enrols anew', async () => {
    const { token } = await at.signIn('kim')
    expect(await at.ledger.resetFactors('kim', at.now, 'it')).toBe('reset')
    expect(await at.people.sessions.find(token, true, DESK)).toBeNull()
    expect(whyOf(await at.begin('kim'))).toBe('enrol')
  })

  test('a disabled account is told so after the right password only', async () => {
    await at.ledger.disablePerson('kim', 'left the department', at.now, 'it')
    expect(whyOf(await at.begin('kim', 'wrong'))).toBe('refused')
    expect(whyOf(await at.begin('kim'))).toBe('disabled')
  })
})

describe('privileged acts', () => {
  test('a login is fresh for five minutes; password and factor once more make it fresh again', async () => {
    const { token, session } = await at.signIn('kim')
    expect(session.freshUntil).toBe(at.now + 5 * MINUTE)
    at.now += HOUR / 4
    const { reauthentication, sessions } = at.people
    const prove = (password: string, code?: string) =>
      reauthentication.prove('kim', token, { password, code }, DESK)
    expect(await prove('wrong', at.code('kim'))).toEqual({ ok: false, error: 'wrong-factor' })
    expect(await prove(PASSWORD, '000000')).toEqual({ ok: false, error: 'wrong-factor' })
    expect(await prove(PASSWORD)).toEqual({ ok: false, error: 'wrong-factor' })
    expect((await sessions.find(token, true, DESK))?.freshUntil).toBeLessThan(at.now)
    at.now += MINUTE
    expect(await prove(PASSWORD, at.code('kim'))).toEqual({ ok: true, value: null })
    expect((await sessions.find(token, true, DESK))?.freshUntil).toBe(at.now + 5 * MINUTE)
    expect(await prove(PASSWORD, at.code('kim'))).toEqual({ ok: false, error: 'wrong-factor' })
    expect(await at.uses()).toContain('kim login-again success ')
  })
})
