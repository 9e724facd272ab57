import { z } from 'zod'
import { Sha256, TimeMs } from './id.ts'
import { Jurisdiction, PlateText } from './plate.ts'

/** What a list says the vehicle is wanted for. Whether it may alert is policy, not a property of the entry. */
export const Category = z.enum([
  'stolen-vehicle',
  'stolen-plate',
  'stolen-part',
  'felony-vehicle',
  'wanted-person',
  'stolen-article',
  'missing-person',
])
export type Category = z.infer<typeof Category>

export const EntryFlag = z.enum(['armed', 'hold-for-latents'])
export type EntryFlag = z.infer<typeof EntryFlag>

export const EntryId = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/)
export type EntryId = z.infer<typeof EntryId>

/**
 * One wanted plate as it lies on a unit: the least that matching needs. `folded` says that the source could
 * not write letter O (or I) apart from 0 (or 1), so the entry stands for every unfolding of its plate.
 */
export const Entry = z.strictObject({
  id: EntryId,
  plate: PlateText,
  folded: z.boolean(),
  jurisdiction: Jurisdiction.nullable(),
  category: Category,
  flags: z.array(EntryFlag).max(2),
  expiresAt: TimeMs,
})
export type Entry = z.infer<typeof Entry>

/**
 * Announces the list in force, retained, signed by central. `digest` covers the entries (see
 * `list-digest.ts`), so a delta needs no signature of its own: a unit that applied it either arrives at the
 * digest, or keeps its old list and reports the failure.
 */
export const HotlistManifest = z.strictObject({
  v: z.literal(1),
  version: z.int().min(1),
  entries: z.int().min(0),
  digest: Sha256,
  /** The oldest source's time: the list is as fresh as its stalest part. */
  sourceAt: TimeMs,
  issuedAt: TimeMs,
  /** After this the unit stops matching: a list that nobody can recall from is dangerous. */
  expiresAt: TimeMs,
})
export type HotlistManifest = z.infer<typeof HotlistManifest>

export const SignedManifest = z.strictObject({
  manifest: HotlistManifest,
  signature: z.base64().min(1).max(128),
})
export type SignedManifest = z.infer<typeof SignedManifest>

/** Part `part` of `parts` of what turns version `from` (0: the empty list) into version `to`. */
export const HotlistDelta = z.strictObject({
  v: z.literal(1),
  from: z.int().min(0),
  to: z.int().min(1),
  part: z.int().min(0),
  parts: z.int().min(1),
  upsert: z.array(Entry).max(5000),
  remove: z.array(EntryId).max(5000),
})
export type HotlistDelta = z.infer<typeof HotlistDelta>

/** Looks up entries by folded plate. Built once a version (`hotlist-index.ts`), read on every Read. */
export interface HotlistIndex {
  readonly version: number
  withPlate(folded: PlateText): readonly Entry[]
}
