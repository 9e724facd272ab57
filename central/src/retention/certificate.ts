import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import { Day, Uuid7 } from '@archway/shared/id'
import { canonicalJson } from '@archway/shared/signing'
import { z } from 'zod'
import { jsonOf } from '../audit/checkpoint.ts'

const Count = z.int().min(0)
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Counts = z.strictObject({ reads: Count, hits: Count, alerts: Count, images: Count, refused: Count })

const AuditPoint = z.strictObject({ size: Count, root: Sha256, at: Count })

/** What a certificate proves and what not; stands in each, so that nobody reads more into it. */
const STATEMENT =
  'This certificate states that the named key was destroyed and that, afterwards, no key left in the key folder of this system opened the named ciphertext. It proves the destruction of the key by this system. It does not prove that nobody, elsewhere, keeps a copy of the key or of what it opened.'

/** That one day, or what hit nothing of it, is gone. Times in milliseconds since 1970. */
export const Certificate = z.strictObject({
  format: z.literal('archway-purge-certificate-1'),
  /** Which system: the first name of the server. */
  origin: z.string().min(1),
  day: Day,
  /** The window that was purged: captured at or after `from`, before `until`. */
  from: Count,
  until: Count,
  extent: z.enum(['day', 'nonhits']),
  policy: z.strictObject({ version: z.string(), days: Count, nonhitDays: Count }),
  begunAt: Count,
  issuedAt: Count,
  /** What was purged, by class. Null: the rows were gone before the purge began, as after a restored backup. */
  counts: Counts.nullable(),
  /** Null: nothing says when a key was destroyed. */
  key: z
    .strictObject({
      id: z.string(),
      /** SHA-256 of the wrapped key as it was on disk; null: there was none, or it was gone before. */
      wrapped: Sha256.nullable(),
      destroyedAt: Count,
    })
    .nullable(),
  /** What was kept, because a hold excepts it: Reads by hold. */
  held: z.array(z.strictObject({ hold: Uuid7, reads: Count, items: Count })),
  /** The old ciphertext was tried with every key that is left. Null: there was no key, or it was gone before. */
  trial: z
    .strictObject({
      of: z.enum(['image', 'probe']),
      bytes: Count,
      sha256: Sha256,
      keysTried: Count,
      opened: z.literal(false),
    })
    .nullable(),
  audit: z.strictObject({ before: AuditPoint, after: AuditPoint }),
  statement: z.literal(STATEMENT),
})
export type Certificate = z.infer<typeof Certificate>

const Signed = z.strictObject({ certificate: Certificate, signature: z.string() })

export const stated = (facts: Omit<Certificate, 'format' | 'statement'>): Certificate =>
  Certificate.parse({ format: 'archway-purge-certificate-1', ...facts, statement: STATEMENT })

/** @param key Ed25519, private: the audit key. @returns one line of JSON */
export function signCertificate(certificate: Certificate, key: KeyObject): string {
  const signature = sign(null, Buffer.from(canonicalJson(certificate)), key).toString('base64')
  return canonicalJson({ certificate, signature })
}

/** @param key Ed25519, public */
export function openCertificate(text: string, key: KeyObject): Certificate | 'unreadable' | 'forged' {
  const signed = Signed.safeParse(jsonOf(text))
  if (!signed.success) return 'unreadable'
  const { certificate, signature } = signed.data
  const isOurs = verify(null, Buffer.from(canonicalJson(certificate)), key, Buffer.from(signature, 'base64'))
  return isOurs ? certificate : 'forged'
}

export const certificateDigest = (text: string): string => createHash('sha256').update(text).digest('hex')
