import { hash, verify } from '@node-rs/argon2'

export const LEAST_LENGTH = 12
/** Argon2id, which is the library's default, in OWASP's second profile: 19 MiB, two passes. */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Without the letters and digits that people confuse when they copy from a screen or a note. */
const GENERATED_ALPHABET = 'abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679'
const GENERATED_LENGTH = 20

/** Words around which guessable passwords are built; a password is compared without case and digits. */
const BLOCKED = [
  'password',
  'archway',
  'welcome',
  'letmein',
  'qwerty',
  'police',
  'changeme',
  'operator',
  'admin',
]

/** Why a password may not be set; null: it may. */
export function passwordProblem(password: string, name: string): string | null {
  if (password.length < LEAST_LENGTH) return `a password has at least ${LEAST_LENGTH} characters`
  if (password.length > 1024) return 'a password has at most 1024 characters'
  if (new Set(password).size < 5) return 'a password has at least five different characters'
  const core = password.toLowerCase().replace(/[^a-z]/g, '')
  if (core === name.toLowerCase() || BLOCKED.includes(core)) return 'this password is too easy to guess'
  return null
}

/** An argon2id string with its own salt and parameters. */
export const hashPassword = (password: string): Promise<string> => hash(password, ARGON)

export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, password)

/** About 112 bits. @param random fills with random bytes */
export function generatePassword(random: (into: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>): string {
  let password = ''
  while (password.length < GENERATED_LENGTH) {
    for (const byte of random(new Uint8Array(GENERATED_LENGTH))) {
      // Bytes beyond a whole number of alphabets would make the first letters likelier.
      const usable = byte < 256 - (256 % GENERATED_ALPHABET.length)
      if (usable && password.length < GENERATED_LENGTH) {
        password += GENERATED_ALPHABET[byte % GENERATED_ALPHABET.length]
      }
    }
  }
  return password
}
