import { z } from 'zod'
import { Day, TimeMs } from '../id.ts'

/** GET /api/retention: what the sweep goes by. */
export const RetentionStatus = z.strictObject({
  /** The latest time that was ever seen; null: no sweep has run yet. */
  latest: TimeMs.nullable(),
  /** A clock so far ahead that nothing is purged by it before somebody confirms it. */
  doubted: TimeMs.nullable(),
  unfinished: z.array(z.strictObject({ day: Day, extent: z.enum(['day', 'nonhits']), begunAt: TimeMs })),
})

/** GET /api/retention/certificates?after={n}&limit=50, oldest first. */
export const CertificateQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const CertificateView = z.strictObject({
  n: z.int(),
  day: Day,
  extent: z.enum(['day', 'nonhits']),
  at: TimeMs,
  /** The certificate with its signature, one line of JSON: what "retention verify" takes. */
  signed: z.string(),
})
export const CertificatePage = z.strictObject({
  certificates: z.array(CertificateView),
  next: z.int().nullable(),
})
