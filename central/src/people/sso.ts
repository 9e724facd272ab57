import type { RandomBytes } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  randomPKCECodeVerifier,
} from 'openid-client'
import type { PersonLedger } from '../ledger/person-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { Login, LoginPlace } from './login.ts'
import { newToken } from './sessions.ts'

const PATIENCE_MS = 10 * 60_000
/** People on their way to the provider and back, at once. */
const MOST_UNDER_WAY = 1000

export interface SsoSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Why somebody who comes back from the provider is not let in. */
type SsoRefusal = 'provider' | 'unknown-state' | 'unlinked' | 'refused'

/** The department's own sign-in (OpenID Connect): it vouches for the password, never for the second factor. */
export interface SingleSignOn {
  /** Where to send the browser, and what to leave with it until it is back. Fails when the provider is not there. */
  start(
    banner: string,
    place: LoginPlace,
  ): Promise<Result<{ readonly url: string; readonly state: string }, 'provider'>>
  /**
   * @param state what was left with the browser
   * @param query of the address that the provider sent it back to
   * @returns the ticket of a login whose second factor is next
   */
  finish(state: string | null, query: string, place: LoginPlace): Promise<Result<string, SsoRefusal>>
}

/** How an account names its subject: another provider's subjects are others. */
export const subjectKey = (issuer: string, subject: string): string => `${issuer} ${subject}`

/** The subject of a key, as this provider names it; of another provider, or of none, the whole key. */
export function subjectOf(key: string, issuer: string | null): string {
  const own = issuer === null ? null : subjectKey(issuer, '')
  return own !== null && key.startsWith(own) ? key.slice(own.length) : key
}

export interface SsoMeans {
  readonly settings: SsoSettings
  readonly ledger: PersonLedger & Pick<UseLog, 'logUse'>
  readonly login: Pick<Login, 'beginVouched'>
  readonly now: () => number
  readonly random: RandomBytes
  readonly onFault: (error: unknown) => void
}

export function createSingleSignOn(means: SsoMeans): SingleSignOn {
  const { settings, ledger, login, now, random, onFault } = means
  const underWay = new Map<string, { verifier: string; nonce: string; banner: string; until: number }>()
  let provider: Promise<Configuration> | null = null

  // Asked for at the first use: a provider that is down must not keep central from starting.
  const discover = () => {
    provider ??= discovery(new URL(settings.issuer), settings.clientId, settings.clientSecret, undefined, {
      execute: settings.issuer.startsWith('http:') ? [allowInsecureRequests] : [],
    }).catch((error: unknown) => {
      provider = null
      throw error
    })
    return provider
  }
  const redirectUri = (place: LoginPlace) => `${place.origin}/api/sso/callback`

  return {
    async start(banner, place) {
      try {
        const configuration = await discover()
        const state = newToken(random)
        const nonce = newToken(random)
        const verifier = randomPKCECodeVerifier()
        for (const [old, { until }] of underWay) {
          if (until > now() && underWay.size < MOST_UNDER_WAY) break
          underWay.delete(old)
        }
        underWay.set(state, { verifier, nonce, banner, until: now() + PATIENCE_MS })
        const url = buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri(place),
          scope: 'openid',
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          state,
          nonce,
        })
        return ok({ url: url.href, state })
      } catch (error) {
        onFault(error)
        return fail('provider')
      }
    },
    async finish(state, query, place) {
      const begun = state === null ? undefined : underWay.get(state)
      if (state !== null) underWay.delete(state)
      if (!begun || state === null || begun.until <= now()) return fail('unknown-state')
      let subject: string
      try {
        const tokens = await authorizationCodeGrant(
          await discover(),
          new URL(`${redirectUri(place)}${query}`),
          {
            pkceCodeVerifier: begun.verifier,
            expectedState: state,
            expectedNonce: begun.nonce,
            idTokenExpected: true,
          },
        )
        const claims = tokens.claims()
        if (!claims) throw new Error('the provider sent no claims')
        subject = claims.sub
      } catch (error) {
        onFault(error)
        return fail('provider')
      }
      const person = await ledger.personOfSubject(subjectKey(settings.issuer, subject))
      if (!person) {
        const at = now()
        const detail = 'single sign-on: no account is linked'
        await ledger.logUse({ at, who: 'nobody', action: 'login', outcome: 'failure', subject: null, detail })
        return fail('unlinked')
      }
      const answer = await login.beginVouched(person, begun.banner, place)
      return answer.ok && 'ticket' in answer.value.step ? ok(answer.value.step.ticket) : fail('refused')
    },
  }
}
