import { Session } from '@archway/shared/api'
import { FreshChallenge, PasskeyList, PasskeyOptions } from '@archway/shared/api/login'
import type { z } from 'zod'
import { readAnswer, refuseFailure } from '../api/answer.ts'
import type { Fetch } from '../api/client.ts'
import { ApiFailure } from '../api/failure.ts'

type Json = Record<string, unknown>

export interface AccountApi {
  passkeys(): Promise<z.infer<typeof PasskeyList>>
  passkeyOptions(): Promise<Json>
  addPasskey(label: string, response: Json): Promise<void>
  removePasskey(id: string): Promise<void>
  setPassword(password: string): Promise<void>
  /** Options for a passkey of the person; null: none can be used here. */
  challenge(): Promise<Json | null>
  /** Password and second factor once more, for what is privileged. */
  proveAgain(shown: { password: string; code?: string; passkey?: Json }): Promise<Session>
}

/** The server wants password and second factor once more before it does this. */
export const needsLoginAgain = (error: unknown): boolean =>
  error instanceof ApiFailure && error.type === 'urn:archway:login-again'

/** @param csrf of the session */
export function createAccountApi(fetch: Fetch, csrf: string): AccountApi {
  const ask = async (path: string, body?: unknown): Promise<Response> => {
    const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-archway-csrf': csrf }
    try {
      return await fetch(
        `/api${path}`,
        body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
      )
    } catch (cause) {
      const hint = 'Check the network of this workstation, and try again. Nothing was changed.'
      throw new ApiFailure('unreachable', 'The server does not answer.', hint, { cause })
    }
  }
  return {
    passkeys: async () => readAnswer(await ask('/passkeys'), PasskeyList, 'a list of passkeys'),
    passkeyOptions: async () =>
      (await readAnswer(await ask('/passkeys/options', {}), PasskeyOptions, 'options for a passkey')).options,
    addPasskey: async (label, response) => refuseFailure(await ask('/passkeys', { label, response })),
    removePasskey: async (id) => refuseFailure(await ask(`/passkeys/${encodeURIComponent(id)}/remove`, {})),
    setPassword: async (password) => refuseFailure(await ask('/password', { password })),
    challenge: async () =>
      (await readAnswer(await ask('/session/challenge', {}), FreshChallenge, 'a challenge')).passkey,
    proveAgain: async (shown) => readAnswer(await ask('/session/fresh', shown), Session, 'a session'),
  }
}
