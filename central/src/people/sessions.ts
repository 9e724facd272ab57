import type { Session } from '@archway/shared/api'
import type { RandomBytes } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import { sha256 } from '@archway/shared/signing'
import type { LockRule, PeopleLedger, SessionRecord } from '../ledger/ledger.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

/** FBI CJIS Security Policy: a new login every 12 hours, and after half an hour without use. */
export const SESSION_MS = 12 * 3_600_000
export const IDLE_MS = 30 * 60_000
export const LOCK_RULE: LockRule = { failures: 5, withinMs: 15 * 60_000 }

/** A use is written down when the last one is at least so old. */
const USE_GRAIN_MS = 60_000
/** Password checks under way and waiting; each costs memory and a core. */
const MOST_CHECKS = 16
const TOKEN_BYTES = 32

export type LoginRefusal = 'refused' | 'locked' | 'busy'

export interface Sessions {
  /** The token is for the cookie; only its hash is kept. */
  login(user: string, password: string): Promise<Result<{ token: string; session: Session }, LoginRefusal>>
  /** @param extend false: this use (the live stream) does not count as a person's activity */
  find(token: string, extend: boolean): Promise<Session | null>
  logout(token: string): Promise<void>
  /** Deletes what has expired. */
  sweep(): Promise<void>
}

/**
 * A wrong name, a wrong password and a locked name take the same work, so that time tells nothing apart; a
 * name that nobody has locks like any other.
 */
export async function createSessions(
  ledger: PeopleLedger,
  { now, random }: { now: () => number; random: RandomBytes },
): Promise<Sessions> {
  const nobody = await hashPassword(token(random))
  let checks = 0

  const check = async (user: string, password: string) => {
    const { lockedAt, known } = await ledger.credentials(user)
    const right = await verifyPassword(known?.password ?? nobody, password)
    return { locked: lockedAt !== null, person: right ? (known?.person ?? null) : null }
  }

  return {
    async login(user, password) {
      if (checks >= MOST_CHECKS) return fail('busy')
      checks += 1
      try {
        const { locked, person } = await check(user, password)
        if (locked || !person) {
          const failure = await ledger.loginFailed(user, now(), LOCK_RULE)
          return fail(locked || failure.locked ? 'locked' : 'refused')
        }
        const at = now()
        const secret = token(random)
        const csrf = token(random)
        await ledger.loginSucceeded({ name: person.name, tokenHash: sha256(secret), csrf, at })
        return ok({ token: secret, session: view({ person, csrf, createdAt: at, lastUsedAt: at }) })
      } finally {
        checks -= 1
      }
    },
    async find(secret, extend) {
      const tokenHash = sha256(secret)
      const record = await ledger.session(tokenHash)
      const at = now()
      if (!record || !isAlive(record, at)) return null
      if (!extend) return view(record)
      if (at - record.lastUsedAt >= USE_GRAIN_MS) await ledger.sessionUsed(tokenHash, at)
      return view({ ...record, lastUsedAt: Math.max(at, record.lastUsedAt) })
    },
    logout: (secret) => ledger.endSession(sha256(secret), now()),
    sweep: () => {
      const at = now()
      return ledger.sweepLogins({
        createdBefore: at - SESSION_MS,
        usedBefore: at - IDLE_MS - USE_GRAIN_MS,
        failedBefore: at - LOCK_RULE.withinMs,
      })
    },
  }
}

/** A lock does not end sessions that are open: otherwise a stranger could throw anybody out. */
const isAlive = ({ createdAt, lastUsedAt }: SessionRecord, at: number) =>
  at < createdAt + SESSION_MS && at < lastUsedAt + IDLE_MS

const view = ({ person, csrf, createdAt, lastUsedAt }: SessionRecord): Session => ({
  user: person.name,
  displayName: person.displayName,
  roles: [...person.roles],
  csrf,
  expiresAt: Math.min(createdAt + SESSION_MS, lastUsedAt + IDLE_MS),
})

const token = (random: RandomBytes) => Buffer.from(random(new Uint8Array(TOKEN_BYTES))).toString('base64url')
