import { z } from 'zod'
import { Sha256, TimeMs, Uuid7 } from '../id.ts'

const Words = z.string().trim().min(2).max(200)
const LongWords = z.string().trim().min(5).max(2000)
const Page = {
  before: Uuid7.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

/** POST /api/requests: somebody outside the department asked for records; kept whether or not anything is given. */
export const NewRequest = z.strictObject({
  receivedAt: TimeMs,
  agency: Words,
  requester: Words,
  asked: LongWords,
})
export const RequestView = z.strictObject({
  id: Uuid7,
  receivedAt: TimeMs,
  recordedBy: z.string(),
  recordedAt: TimeMs,
  agency: z.string(),
  requester: z.string(),
  asked: z.string(),
  refusedBy: z.string().nullable(),
  refusedAt: TimeMs.nullable(),
  refusedBecause: z.string().nullable(),
})
export const RequestQuery = z.strictObject(Page)
export const RequestPage = z.strictObject({ requests: z.array(RequestView), next: Uuid7.nullable() })
/** POST /api/requests/{id}/refuse */
export const RequestRefusal = z.strictObject({ because: LongWords })

/** POST /api/disclosures: by one of the two grounds that the plan knows. */
export const NewDisclosure = z.strictObject({
  request: Uuid7,
  basis: z.enum(['special-order', 'chief-authorisation']),
  /** Which order, or which letter of the Chief, by number and date. */
  reference: Words,
  purpose: LongWords,
  reads: z.array(Uuid7).min(1).max(200),
})
export const DisclosureView = z.strictObject({
  id: Uuid7,
  request: Uuid7,
  agency: z.string(),
  requester: z.string(),
  basis: z.enum(['special-order', 'chief-authorisation']),
  reference: z.string(),
  purpose: z.string(),
  reads: z.array(Uuid7),
  state: z.enum(['proposed', 'approved', 'refused']),
  proposedBy: z.string(),
  proposedAt: TimeMs,
  decidedBy: z.string().nullable(),
  decidedAt: TimeMs.nullable(),
  /** What the decider said; null: nothing, or it is erased. */
  decisionNote: z.string().nullable(),
  exports: z.array(
    z.strictObject({
      at: TimeMs,
      by: z.string(),
      manifestSha256: Sha256,
      zipSha256: Sha256,
      images: z.int(),
      reads: z.int(),
    }),
  ),
})
export const DisclosureQuery = z.strictObject(Page)
export const DisclosurePage = z.strictObject({ disclosures: z.array(DisclosureView), next: Uuid7.nullable() })
