import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { KEY_BYTES, seal, unseal } from '../vault/sealed.ts'
import { type Month, type MonthKeys, monthAt, openMonthKeys } from './month-keys.ts'

/** What a use was about, without saying it: the line of the use log holds the commitment, the rest is erasable. */
export interface SealedSecret {
  /** SHA-256 of a random salt and the text, hexadecimal. Stands in the line, for ever, and tells nothing by itself. */
  readonly commitment: string
  readonly month: Month
  /** The same for the same plate within a month, hexadecimal; null: it is about no plate. */
  readonly pseudonym: string | null
  /** Salt and text, AES-256-GCM under the month's key. */
  readonly sealed: Uint8Array
}

interface OpenedSecret {
  readonly text: string
  /** Hexadecimal. With it an outsider can check the commitment: see `commitmentOf`. */
  readonly salt: string
}

export interface Secrets {
  /**
   * @param text a plate, a query, a note: anything that must never stand in the use log itself
   * @param plate what repeats are told by, in any spelling; null: nothing
   */
  seal(text: string, at: number, plate?: string | null): SealedSecret
  /** `erased`: its month's key was destroyed. Throws when it was changed or belongs to another commitment. */
  open(secret: Pick<SealedSecret, 'commitment' | 'month' | 'sealed'>): OpenedSecret | 'erased'
  /** The pseudonyms that a plate had from `since` to `at`: one a month, of months that still have a key. */
  pseudonyms(plate: string, since: number, at: number): string[]
  /** Destroys the keys of every month that ended before `at`; what was sealed in them never opens again. */
  eraseBefore(at: number): Month[]
}

const SALT_BYTES = 32

/** @param salt hexadecimal */
export const commitmentOf = (salt: string, text: string): string =>
  createHash('sha256')
    .update('archway-use-secret-1\0')
    .update(Buffer.from(salt, 'hex'))
    .update(text)
    .digest('hex')

/** @param folder made when it is missing; stands in the keys folder and in no ordinary backup */
export function openSecrets(folder: string): Secrets {
  const keys: MonthKeys = openMonthKeys(folder)
  const pseudonym = (key: Uint8Array, plate: string) =>
    createHmac('sha256', derived(key, 'pseudonym')).update(spelling(plate)).digest('hex').slice(0, 32)

  return {
    seal(text, at, plate = null) {
      const month = monthAt(at)
      const key = keys.ensure(month)
      const salt = randomBytes(SALT_BYTES)
      const commitment = commitmentOf(salt.toString('hex'), text)
      return {
        commitment,
        month,
        pseudonym: plate === null ? null : pseudonym(key, plate),
        sealed: seal(derived(key, 'seal'), label(commitment), Buffer.concat([salt, Buffer.from(text)])),
      }
    },
    open({ commitment, month, sealed }) {
      const key = keys.find(month)
      if (!key) return 'erased'
      const bytes = Buffer.from(unseal(derived(key, 'seal'), label(commitment), sealed))
      const salt = bytes.subarray(0, SALT_BYTES).toString('hex')
      const text = bytes.subarray(SALT_BYTES).toString()
      if (commitmentOf(salt, text) !== commitment) {
        throw new Error(`the secret of ${commitment} opens and is not what the line committed to`)
      }
      return { text, salt }
    },
    pseudonyms: (plate, since, at) =>
      monthsBetween(since, at).flatMap((month) => {
        const key = keys.find(month)
        return key ? [pseudonym(key, plate)] : []
      }),
    eraseBefore: (at) => keys.destroyBefore(monthAt(at)),
  }
}

/** Repeats are repeats in whatever spelling: case, hyphens, O for 0. */
const spelling = (plate: string) =>
  plate
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9?*]/g, '')
    .replaceAll('O', '0')
    .replaceAll('I', '1')

const label = (commitment: string) => `archway use secret v1 ${commitment}`

/** Of keys that are in memory anyhow, and as long as they are. */
const known = new WeakMap<Uint8Array, Map<string, Uint8Array>>()

function derived(key: Uint8Array, use: 'seal' | 'pseudonym'): Uint8Array {
  const ofKey = known.get(key) ?? new Map<string, Uint8Array>()
  known.set(key, ofKey)
  const made =
    ofKey.get(use) ?? new Uint8Array(hkdfSync('sha256', key, '', `archway use log ${use} v1`, KEY_BYTES))
  ofKey.set(use, made)
  return made
}

function monthsBetween(since: number, until: number): Month[] {
  const last = monthAt(until)
  const months: Month[] = []
  const day = new Date(since)
  for (let at = Date.UTC(day.getUTCFullYear(), day.getUTCMonth()); monthAt(at) <= last; ) {
    months.push(monthAt(at))
    const next = new Date(at)
    at = Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1)
  }
  return months
}
