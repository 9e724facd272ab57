import type { FactorLedger, PasskeyRecord } from '../ledger/factor-ledger.ts'
import { passkeyCreation, type Site, verifyCreation } from './passkeys.ts'

const CHALLENGE_MS = 5 * 60_000

/** Where a person who is signed in adds and removes passkeys of their own. */
export interface PasskeyDesk {
  list(user: string): Promise<readonly PasskeyRecord[]>
  /** Options for the browser; null: at this address browsers make no passkeys. */
  begin(
    person: { readonly name: string; readonly displayName: string },
    site: Site,
  ): Promise<Record<string, unknown> | null>
  add(
    user: string,
    label: string,
    response: Record<string, unknown>,
    site: Site,
  ): Promise<'added' | 'exists' | 'refused'>
  remove(user: string, id: string): Promise<'removed' | 'unknown-passkey'>
}

export function createPasskeyDesk(ledger: FactorLedger, now: () => number): PasskeyDesk {
  const challenges = new Map<string, { readonly challenge: string; readonly until: number }>()
  return {
    list: async (user) => (await ledger.factors(user)).passkeys,
    async begin(person, site) {
      const { passkeys } = await ledger.factors(person.name)
      const creation = await passkeyCreation(person, passkeys, site)
      if (!creation) return null
      challenges.set(person.name, { challenge: creation.challenge, until: now() + CHALLENGE_MS })
      return creation.options
    },
    async add(user, label, response, site) {
      const open = challenges.get(user)
      challenges.delete(user)
      if (!open || open.until <= now()) return 'refused'
      const created = await verifyCreation(response, open.challenge, site)
      return created ? ledger.addPasskey(user, { ...created, label }, now()) : 'refused'
    },
    remove: (user, id) => ledger.removePasskey(user, id, now()),
  }
}
