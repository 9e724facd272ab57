import { fail, ok, type Result } from '@archway/shared/result'
import type { PeopleLedger } from '../ledger/people-ledger.ts'
import type { Proof } from './factors.ts'
import type { LoginMeans, LoginPlace } from './login.ts'
import { lockRule } from './sessions.ts'

const CHALLENGE_MS = 5 * 60_000

/** Somebody who is signed in proves once more who they are, for what is privileged. */
export interface Reauthentication {
  /** Options for the browser; null: no passkey of this person can be used here. */
  challenge(user: string, place: LoginPlace): Promise<Record<string, unknown> | null>
  prove(
    user: string,
    token: string,
    shown: { password: string; code?: string | undefined; passkey?: Record<string, unknown> | undefined },
    place: LoginPlace,
  ): Promise<Result<null, 'wrong-factor' | 'locked' | 'busy'>>
  /** The same for the command line, where there is no session. */
  vouch(
    user: string,
    password: string,
    code: string,
  ): Promise<Result<null, 'wrong-factor' | 'locked' | 'busy'>>
}

type Means = Omit<LoginMeans, 'random'> & { readonly ledger: PeopleLedger }

export function createReauthentication(means: Means): Reauthentication {
  const { ledger, gate, factors, sessions, policy, now } = means
  const challenges = new Map<string, { readonly challenge: string; readonly until: number }>()

  const check = async (user: string, password: string, proof: Proof | null, place: LoginPlace) => {
    const { lockedAt, known } = await ledger.credentials(user)
    const right = await gate.check(known?.password ?? null, password)
    if (right === null) return fail('busy' as const)
    if (lockedAt !== null) return fail('locked' as const)
    const isEnabled = known !== null && known.person.disabledAt === null
    if (right && isEnabled && proof && (await factors.check(user, proof, place))) return ok(null)
    const { locked } = await ledger.loginFailed(user, now(), lockRule(policy().login), 'login again')
    return fail(locked ? ('locked' as const) : ('wrong-factor' as const))
  }

  return {
    async challenge(user, place) {
      const offer = await factors.offer(user, place)
      for (const [name, { until }] of challenges) if (until <= now()) challenges.delete(name)
      if (!offer?.challenge) return null
      challenges.set(user, { challenge: offer.challenge, until: now() + CHALLENGE_MS })
      return offer.passkey
    },
    async prove(user, token, { password, code, passkey }, place) {
      const open = challenges.get(user)
      if (passkey) challenges.delete(user)
      const answered = passkey && open && open.until > now()
      const proof: Proof | null = answered
        ? { kind: 'passkey', response: passkey, challenge: open.challenge }
        : code === undefined
          ? null
          : { kind: 'code', code }
      const done = await check(user, password, proof, place)
      if (done.ok) await sessions.freshen(token)
      return done
    },
    vouch: (user, password, code) =>
      check(user, password, { kind: 'code', code }, { address: '', agent: '', origin: 'http://127.0.0.1' }),
  }
}
