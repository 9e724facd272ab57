import { type KeyObject, sign, verify } from 'node:crypto'
import { canonicalJson } from '@archway/shared/signing'
import { z } from 'zod'

const Count = z.int().min(0)

/** What central says of its log, signed: so many lines, and the root of the tree over them. */
export const Checkpoint = z.strictObject({
  format: z.literal('archway-audit-checkpoint-1'),
  /** Which log: the first name of the server. */
  origin: z.string().min(1),
  size: Count,
  /** SHA-256, hexadecimal. */
  root: z.string().regex(/^[0-9a-f]{64}$/),
  /** Milliseconds since 1970; of a later checkpoint always greater, whatever the clock says. */
  at: Count,
  /**
   * Only where a person took responsibility for a log that did not verify and let it go on: what was wrong with
   * lines and kept checkpoints up to these numbers is a known break from here on.
   */
  restart: z
    .strictObject({ lastLine: Count, lastCheckpoint: Count, by: z.string(), reason: z.string() })
    .nullable(),
})
export type Checkpoint = z.infer<typeof Checkpoint>

export interface KeptCheckpoint {
  /** Where it is kept, for people. */
  readonly place: string
  /** Its number in the ledger; null: it is kept outside. */
  readonly number: number | null
  readonly text: string
}

const Signed = z.strictObject({ checkpoint: Checkpoint, signature: z.string() })

/** @param key Ed25519, private. @returns the checkpoint as it is kept and handed out: one line of JSON */
export function signCheckpoint(checkpoint: Checkpoint, key: KeyObject): string {
  const signature = sign(null, Buffer.from(canonicalJson(checkpoint)), key).toString('base64')
  return canonicalJson({ checkpoint, signature })
}

/** @param key Ed25519, public */
export function openCheckpoint(text: string, key: KeyObject): Checkpoint | 'unreadable' | 'forged' {
  const signed = Signed.safeParse(jsonOf(text))
  if (!signed.success) return 'unreadable'
  const { checkpoint, signature } = signed.data
  const isOurs = verify(null, Buffer.from(canonicalJson(checkpoint)), key, Buffer.from(signature, 'base64'))
  return isOurs ? checkpoint : 'forged'
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
