import type { RandomBytes } from '@archway/shared/id'
import { hashPassword, verifyPassword } from './passwords.ts'

/** Password checks under way and waiting; each costs memory and a core. */
const MOST_CHECKS = 16

export interface PasswordGate {
  /**
   * A name that nobody has takes the same work as a wrong password, so that time tells nothing apart.
   * @param stored null: nobody has the name
   * @returns null: too many checks at this moment
   */
  check(stored: string | null, password: string): Promise<boolean | null>
}

export async function createPasswordGate(random: RandomBytes): Promise<PasswordGate> {
  const nobody = await hashPassword(Buffer.from(random(new Uint8Array(32))).toString('base64url'))
  let checks = 0
  return {
    async check(stored, password) {
      if (checks >= MOST_CHECKS) return null
      checks += 1
      try {
        const right = await verifyPassword(stored ?? nobody, password)
        return right && stored !== null
      } finally {
        checks -= 1
      }
    },
  }
}
