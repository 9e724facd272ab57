import { z } from 'zod'
import { Disposition } from '../alert.ts'
import { TimeMs, Uuid7 } from '../id.ts'
import { Jurisdiction, normalisePlate, PlateText } from '../plate.ts'
import { Comparison } from '../verification.ts'

/** What a person does with an alert after acknowledging it. */

/** As it is typed: spaces, hyphens and small letters do not matter. */
const TypedPlate = z
  .string()
  .max(32)
  .transform((raw, context) => {
    const plate = normalisePlate(raw)
    if (plate.ok) return plate.value
    context.addIssue({ code: 'custom', message: plate.error })
    return z.NEVER
  })

/**
 * POST /api/alerts/{id}/verify: what is seen in the images, before the entry is released. 200 with the alert,
 * now open to this person and with their look in it, also when it disagrees. Who agreed and could not yet confirm that
 * the entry is live sends the same once more. 409: the alert is not acknowledged, is settled, or this person has looked
 * already or opened the entry.
 */
export const VerifyRequest = z.strictObject({
  plate: TypedPlate,
  /** Null: no state can be made out. */
  state: Jurisdiction.nullable(),
  /** The source was asked, by the plate that was seen, and the entry is still live. */
  confirmsLive: z.boolean(),
})

/**
 * `verified`; `agreed`: plate and state are the entry's, but it is not confirmed to be live, or is not;
 * `needs-supervisor`: they are, but an earlier look disagreed; `disagreed`.
 */
export const LookOutcome = z.enum(['verified', 'agreed', 'needs-supervisor', 'disagreed'])
export type LookOutcome = z.infer<typeof LookOutcome>

export const LookView = z.strictObject({
  by: z.string(),
  at: TimeMs,
  plate: PlateText,
  state: Jurisdiction.nullable(),
  confirmsLive: z.boolean(),
  found: Comparison,
  outcome: LookOutcome,
})
export type LookView = z.infer<typeof LookView>

/** What may be said of another person's look to somebody who has not looked: who and how it ended, not what they saw. */
export const SealedLook = LookView.pick({ by: true, at: true, outcome: true })

/** POST /api/alerts/{id}/open, by a role that the policy names: the entry before a look of one's own. */
export const OpenRequest = z.strictObject({ reason: z.string().trim().min(5).max(1000) })

export const OpeningView = z.strictObject({ by: z.string(), at: TimeMs, reason: z.string() })
export type OpeningView = z.infer<typeof OpeningView>

/**
 * POST /api/alerts/{id}/dispose. An acknowledged alert is dismissed, a verified or dismissed one is closed, by what it
 * came to; of two dispositions the later one counts.
 */
export const DisposeRequest = z
  .strictObject({ disposition: Disposition, note: z.string().trim().max(1000) })
  .refine(({ disposition, note }) => disposition === 'correct' || note.length >= 3, {
    path: ['note'],
    error: 'say in a few words why it was not correct',
  })

export const DispositionView = z.strictObject({
  by: z.string(),
  at: TimeMs,
  disposition: Disposition,
  note: z.string(),
})
export type DispositionView = z.infer<typeof DispositionView>

/** POST /api/receipts: a page says which alerts stand on its screen; 204. Keeps no session alive. */
export const AlertReceipt = z.strictObject({ alerts: z.array(Uuid7).min(1).max(200) })
