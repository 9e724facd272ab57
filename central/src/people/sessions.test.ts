import { Session } from '@archway/shared/api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { generatePassword, hashPassword, passwordProblem } from './passwords.ts'
import { createSessions, IDLE_MS, LOCK_RULE, SESSION_MS, type Sessions } from './sessions.ts'

const T = Date.UTC(2026, 10, 24)
const PASSWORD = 'correct horse battery'
const random = (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into)

let ledger: Ledger
let sessions: Sessions
let now: number

beforeEach(async () => {
  now = T
  ledger = openLedgerHere(':memory:')
  const kim = { name: 'kim', displayName: 'Kim Lee', roles: ['operator'] } as const
  await ledger.addPerson(kim, await hashPassword(PASSWORD), T, 'it')
  sessions = await createSessions(ledger, { now: () => now, random })
})
afterEach(() => ledger.close())

const login = async () => {
  const done = await sessions.login('kim', PASSWORD)
  if (!done.ok) throw new Error(done.error)
  return done.value
}

describe('sessions', () => {
  test('a login gives a session that its token finds, and nothing else does', async () => {
    const { token, session } = await login()
    expect(Session.parse(session)).toMatchObject({ user: 'kim', displayName: 'Kim Lee', roles: ['operator'] })
    expect(await sessions.find(token, true)).toEqual(session)
    expect(await sessions.find(`${token}x`, true)).toBeNull()
    expect(await sessions.find('', true)).toBeNull()
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect((await login()).token).not.toBe(token)
  })

  test('the ledger holds neither the token nor the password', async () => {
    const { token } = await login()
    const { known } = await ledger.credentials('kim')
    expect(known?.password).toMatch(/^\$argon2id\$/)
    const kept = JSON.stringify([known, await ledger.uses(0, 99)])
    expect(kept).not.toContain(PASSWORD)
    expect(kept).not.toContain(token)
    expect(await ledger.session(token)).toBeNull()
  })

  test('idle for half an hour ends it; use keeps it; the live stream is no use', async () => {
    const { token } = await login()
    now = T + IDLE_MS - 1
    expect(await sessions.find(token, true)).not.toBeNull()
    now += IDLE_MS - 1
    expect(await sessions.find(token, false)).not.toBeNull()
    now += 1
    expect(await sessions.find(token, true)).toBeNull()
  })

  test('twelve hours end it, however much it is used', async () => {
    const { token } = await login()
    for (let at = T; at < T + SESSION_MS; at += IDLE_MS / 2) {
      now = at
      expect(await sessions.find(token, true)).not.toBeNull()
    }
    now = T + SESSION_MS
    expect(await sessions.find(token, true)).toBeNull()
  })

  test('a logout ends it at once; a sweep removes what has expired', async () => {
    const { token } = await login()
    const other = await login()
    await sessions.logout(token)
    expect(await sessions.find(token, true)).toBeNull()
    expect(await sessions.find(other.token, true)).not.toBeNull()
    now = T + SESSION_MS + 1
    await sessions.sweep()
    now = T
    expect(await sessions.find(other.token, true)).toBeNull()
  })

  test.each(['kim', 'nobody'])(
    'five failures lock the name %s; the right password does not open it then',
    async (name) => {
      for (let i = 0; i < LOCK_RULE.failures - 1; i++) {
        expect(await sessions.login(name, 'wrong')).toEqual({ ok: false, error: 'refused' })
      }
      expect(await sessions.login(name, 'wrong')).toEqual({ ok: false, error: 'locked' })
      now += 24 * 3_600_000
      expect(await sessions.login(name, PASSWORD)).toEqual({ ok: false, error: 'locked' })
      await ledger.unlockPerson('kim', now, 'it')
      if (name === 'kim') expect((await sessions.login('kim', PASSWORD)).ok).toBe(true)
    },
  )

  test('failures that are spread out do not lock', async () => {
    for (let i = 0; i < 9; i++) {
      now += LOCK_RULE.withinMs / 3
      expect(await sessions.login('kim', 'wrong')).toEqual({ ok: false, error: 'refused' })
    }
  })

  test('more attempts at once than can be checked are turned away, not queued without end', async () => {
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => sessions.login('kim', PASSWORD)))
    const busy = outcomes.filter((outcome) => !outcome.ok && outcome.error === 'busy')
    expect(busy).toHaveLength(14)
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(16)
    expect((await sessions.login('kim', PASSWORD)).ok).toBe(true)
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
