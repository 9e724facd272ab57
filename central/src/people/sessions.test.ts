import { Session } from '@archway/shared/api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CAR, DESK, type Department, HOUR, MINUTE, openDepartment, PASSWORD, T } from './login.fixture.ts'
import { generatePassword, passwordProblem } from './passwords.ts'

const random = (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into)
const IDLE_MS = 30 * MINUTE

let at: Department
beforeEach(async () => {
  at = await openDepartment()
  await at.add('kim', ['operator'])
})
afterEach(() => at.close())

const find = (token: string, extend = true, place: typeof DESK | null = DESK) =>
  at.people.sessions.find(token, extend, place)

describe('sessions', () => {
  test('a login gives a session that its token finds, and nothing else does', async () => {
    const { token, session } = await at.signIn('kim')
    expect(Session.parse(session)).toMatchObject({ user: 'kim', displayName: 'Kim Lee', roles: ['operator'] })
    expect(await find(token)).toEqual(session)
    expect(await find(`${token}x`)).toBeNull()
    expect(await find('')).toBeNull()
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect((await at.signIn('kim')).token).not.toBe(token)
  })

  test('the ledger holds neither the token, the password nor the secret of the codes', async () => {
    const begun = await at.begin('kim')
    const secret = begun.ok && begun.value.step.step === 'enrol' ? begun.value.step.secret : ''
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    const { token } = await at.signIn('kim')
    const { known } = await at.ledger.credentials('kim')
    expect(known?.password).toMatch(/^\$argon2id\$/)
    const kept = JSON.stringify([known, await at.ledger.factors('kim'), await at.ledger.uses(0, 99)])
    for (const hidden of [PASSWORD, token, secret]) expect(kept).not.toContain(hidden)
    expect(await at.ledger.session(token)).toBeNull()
  })

  test('idle for half an hour ends it; use keeps it; the live stream is no use', async () => {
    const { token } = await at.signIn('kim')
    at.now = T + IDLE_MS - 1
    expect(await find(token)).not.toBeNull()
    at.now += IDLE_MS - 1
    expect(await find(token, false)).not.toBeNull()
    at.now += 1
    expect(await find(token)).toBeNull()
  })

  test('twelve hours end it, however much it is used', async () => {
    const { token } = await at.signIn('kim')
    for (let moment = T; moment < T + 12 * HOUR; moment += IDLE_MS / 2) {
      at.now = moment
      expect(await find(token)).not.toBeNull()
    }
    at.now = T + 12 * HOUR
    expect(await find(token)).toBeNull()
  })

  test('in a car an officer stays signed in without use, but not beyond twelve hours', async () => {
    await at.add('ray', ['officer'])
    await at.add('sam', ['officer', 'operator'])
    const { token } = await at.signIn('ray', CAR)
    const both = await at.signIn('sam', CAR)
    at.now = T + 11 * HOUR
    await at.people.sessions.sweep()
    expect(await find(token, true, CAR)).not.toBeNull()
    expect(await find(both.token, true, CAR)).toBeNull()
    at.now = T + 12 * HOUR
    expect(await find(token, true, CAR)).toBeNull()
  })

  test('policy may be stricter, at once', async () => {
    const { token } = await at.signIn('kim')
    at.policy = { ...at.policy, login: { ...at.policy.login, idleMinutes: 5, sessionHours: 1 } }
    at.now = T + 5 * MINUTE
    expect(await find(token)).toBeNull()
  })

  test('a role that is revoked is gone from the session; a disabled account is out', async () => {
    const { token } = await at.signIn('kim')
    await at.ledger.revokeRole('kim', 'operator', T + 1, 'it')
    expect((await find(token))?.roles).toEqual([])
    await at.ledger.disablePerson('kim', 'left', T + 2, 'it')
    expect(await find(token)).toBeNull()
  })

  test('a logout ends it at once; a sweep removes what has expired', async () => {
    const { token } = await at.signIn('kim')
    const other = await at.signIn('kim')
    await at.people.sessions.logout(token)
    expect(await find(token)).toBeNull()
    expect(await find(other.token)).not.toBeNull()
    at.now = T + 13 * HOUR
    await at.people.sessions.sweep()
    at.now = T
    expect(await find(other.token)).toBeNull()
  })

  test('promise 22: use from two places at once raises a notice, and is told', async () => {
    expect((await at.signIn('kim')).elsewhere).toBeNull()
    const second = await at.signIn('kim', CAR)
    expect(second.elsewhere).toBe(DESK.address)
    expect(await at.ledger.accessNotices(9)).toMatchObject([
      { person: 'kim', detail: 'signed in at 10.0.0.2 while in use at 10.0.0.1', seenAt: null },
    ])
    expect(await at.uses()).toContainEqual(expect.stringMatching(/^kim two-places success/))
    expect(await at.ledger.noticeSeen(1, at.now, 'sergeant')).toBe('seen')
    expect(await at.ledger.accessNotices(9)).toMatchObject([{ seenBy: 'sergeant' }])
    at.now += 31 * MINUTE
    expect((await at.signIn('kim')).elsewhere).toBeNull()
  })

  test('promise 22: a cookie in another browser ends the session; at another address it raises a notice', async () => {
    const { token } = await at.signIn('kim')
    expect(await find(token, true, CAR)).not.toBeNull()
    expect(await find(token, true, CAR)).not.toBeNull()
    expect(await at.ledger.accessNotices(9)).toHaveLength(1)
    expect(await find(token, true, { ...CAR, agent: 'curl' })).toBeNull()
    expect(await find(token, true, CAR)).toBeNull()
    expect(await at.uses()).toContain('kim logout success used from another browser')
  })
})

describe('passwords', () => {
  test('short, uniform, and guessable ones are refused', () => {
    for (const bad of [
      'short',
      'aaaaaaaaaaaa',
      'Password123456',
      '12345archway!!',
      'kim-1-2-3-4-5',
      'x'.repeat(1025),
    ]) {
      expect(passwordProblem(bad, 'kim')).not.toBeNull()
    }
    expect(passwordProblem(PASSWORD, 'kim')).toBeNull()
  })

  test('generated ones are long, allowed, and never the same', () => {
    const some = Array.from({ length: 50 }, () => generatePassword(random))
    expect(new Set(some).size).toBe(50)
    for (const password of some) {
      expect(password).toMatch(/^[A-Za-z3-9]{20}$/)
      expect(passwordProblem(password, 'kim')).toBeNull()
    }
  })
})
