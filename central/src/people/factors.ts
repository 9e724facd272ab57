import type { RandomBytes } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import type { FactorLedger } from '../ledger/factor-ledger.ts'
import { newSecret, stepOfCode } from './codes.ts'
import type { FactorKey } from './factor-key.ts'
import { passkeyRequest, type Site, verifyPasskey } from './passkeys.ts'

/** What a person shows: a code, or what the browser answered to a passkey's challenge. */
export type Proof =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'passkey'; readonly response: Record<string, unknown>; readonly challenge: string }

interface Offer {
  readonly code: boolean
  /** Options for the browser; null: no passkey, or an address where the browser allows none. */
  readonly passkey: Record<string, unknown> | null
  readonly challenge: string | null
}

export interface Factors {
  /** Which factors a person may show here; null: none is enrolled. */
  offer(name: string, site: Site): Promise<Offer | null>
  /** Whether it is theirs, and was never shown before. */
  check(name: string, proof: Proof, site: Site): Promise<boolean>
  newSecret(): Uint8Array
  /** Enrols codes with the first one that the authenticator shows. */
  enrol(
    name: string,
    secret: Uint8Array,
    code: string,
  ): Promise<Result<null, 'wrong-code' | 'enrolled-already'>>
}

export function createFactors(
  ledger: FactorLedger,
  { key, now, random }: { key: FactorKey; now: () => number; random: RandomBytes },
): Factors {
  return {
    async offer(name, site) {
      const { totp, passkeys } = await ledger.factors(name)
      if (!totp && passkeys.length === 0) return null
      const request = await passkeyRequest(passkeys, site)
      return { code: totp !== null, passkey: request?.options ?? null, challenge: request?.challenge ?? null }
    },
    async check(name, proof, site) {
      const { totp, passkeys } = await ledger.factors(name)
      if (proof.kind === 'code') {
        if (!totp) return false
        const step = stepOfCode(key.open(name, totp.secret), proof.code, now())
        return step !== null && (await ledger.takeTotpStep(name, step))
      }
      const used = await verifyPasskey(passkeys, proof.response, proof.challenge, site)
      return used !== null && (await ledger.takePasskey(used.id, used.counter, now()))
    },
    newSecret: () => newSecret(random),
    async enrol(name, secret, code) {
      const step = stepOfCode(secret, code, now())
      if (step === null) return fail('wrong-code')
      const outcome = await ledger.enrolTotp(name, key.seal(name, secret), step, now())
      return outcome === 'enrolled' ? ok(null) : fail(outcome)
    },
  }
}
