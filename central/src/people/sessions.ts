import type { Session } from '@archway/shared/api'
import type { RandomBytes } from '@archway/shared/id'
import type { Policy } from '@archway/shared/policy'
import { sha256 } from '@archway/shared/signing'
import type { LockRule, LoginLedger, SessionPlace, SessionRecord } from '../ledger/login-ledger.ts'
import type { Person } from '../ledger/person-ledger.ts'

/** A use is written down when the last one is at least so old. */
const USE_GRAIN_MS = 60_000
const TOKEN_BYTES = 32
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

type LoginPolicy = Policy['login']

export interface Sessions {
  /** Opens a session of somebody who proved who they are. The token is for the cookie; only its hash is kept. */
  open(
    person: Person,
    place: SessionPlace,
    factor: string,
  ): Promise<{ token: string; session: Session; elsewhere: string | null }>
  /**
   * Null: no such session, or it is over. From another browser a session ends at once; from another address it
   * goes on, and raises a notice.
   * @param extend false: this use (the live stream) does not count as a person's activity
   * @param place null: not known here, and not compared
   */
  find(token: string, extend: boolean, place: SessionPlace | null): Promise<Session | null>
  /** The person of this session proved anew who they are. */
  freshen(token: string): Promise<void>
  logout(token: string): Promise<void>
  /** Deletes what has expired. */
  sweep(): Promise<void>
}

export const lockRule = ({ failures, windowMinutes }: LoginPolicy): LockRule => ({
  failures,
  withinMs: windowMinutes * MINUTE_MS,
})

/** @param policy that of logins, as it is in force at the moment */
export function createSessions(
  ledger: LoginLedger,
  { now, random, policy }: { now: () => number; random: RandomBytes; policy: () => LoginPolicy },
): Sessions {
  return {
    async open(person, place, factor) {
      const at = now()
      const token = newToken(random)
      const csrf = newToken(random)
      const rules = policy()
      const { elsewhere } = await ledger.loginSucceeded({
        name: person.name,
        tokenHash: sha256(token),
        csrf,
        at,
        place,
        factor,
        usedSince: at - rules.idleMinutes * MINUTE_MS,
      })
      const record = { ...place, person, csrf, createdAt: at, lastUsedAt: at, freshAt: at }
      return { token, session: view(record, rules), elsewhere: elsewhere?.address ?? null }
    },
    async find(token, extend, place) {
      const tokenHash = sha256(token)
      const record = await ledger.session(tokenHash)
      const at = now()
      const rules = policy()
      if (!record || at >= endOf(record, rules) || record.person.disabledAt !== null) return null
      if (place && place.agent !== record.agent) {
        await ledger.endSession(tokenHash, at, 'used from another browser')
        return null
      }
      if (place && place.address !== record.address) await ledger.sessionMoved(tokenHash, place.address, at)
      if (!extend) return view(record, rules)
      if (at - record.lastUsedAt >= USE_GRAIN_MS) await ledger.sessionUsed(tokenHash, at)
      return view({ ...record, lastUsedAt: Math.max(at, record.lastUsedAt) }, rules)
    },
    freshen: (token) => ledger.sessionFreshened(sha256(token), now()),
    logout: (token) => ledger.endSession(sha256(token), now()),
    sweep: () => {
      const at = now()
      const { sessionHours, idleMinutes, windowMinutes } = policy()
      return ledger.sweepLogins({
        createdBefore: at - sessionHours * HOUR_MS,
        usedBefore: at - idleMinutes * MINUTE_MS - USE_GRAIN_MS,
        failedBefore: at - windowMinutes * MINUTE_MS,
      })
    },
  }
}

/**
 * A lock does not end sessions that are open: otherwise a stranger could throw anybody out. In a car nobody can
 * sign in again at every stop: who is an officer and nothing else is exempt from the idle limit, not from the other.
 */
function endOf({ person, createdAt, lastUsedAt }: SessionRecord, rules: LoginPolicy): number {
  const latest = createdAt + rules.sessionHours * HOUR_MS
  const isInCar = person.roles.length > 0 && person.roles.every((role) => role === 'officer')
  return isInCar ? latest : Math.min(latest, lastUsedAt + rules.idleMinutes * MINUTE_MS)
}

const view = (record: SessionRecord, rules: LoginPolicy): Session => ({
  user: record.person.name,
  displayName: record.person.displayName,
  roles: [...record.person.roles],
  csrf: record.csrf,
  expiresAt: endOf(record, rules),
  freshUntil: record.freshAt + rules.freshMinutes * MINUTE_MS,
})

/** 256 random bits, as text for a cookie or an address. */
export const newToken = (random: RandomBytes): string =>
  Buffer.from(random(new Uint8Array(TOKEN_BYTES))).toString('base64url')
