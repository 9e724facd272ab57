import { z } from 'zod'
import { DeviceId, TimeMs } from '../id.ts'

/** How often alerts of a camera were wrong, and what is done about it. No plate is anywhere in it. */

const Share = z.number().min(0).max(1)

export const QuarantineState = z.enum(['proposed', 'quarantined', 'refused', 'lifted'])
export type QuarantineState = z.infer<typeof QuarantineState>

/** Proposed by the figures, decided by a person. `low` and `high`: the 95 % interval of the share of errors. */
export const QuarantineView = z.strictObject({
  n: z.int().min(1),
  device: DeviceId,
  camera: z.string(),
  state: QuarantineState,
  proposedAt: TimeMs,
  judged: z.int(),
  wrong: z.int(),
  low: Share,
  high: Share,
  policy: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: TimeMs.nullable(),
  reason: z.string().nullable(),
  liftedBy: z.string().nullable(),
  liftedAt: TimeMs.nullable(),
  liftReason: z.string().nullable(),
})
export type QuarantineView = z.infer<typeof QuarantineView>

/** Of the alerts that persons have judged within the policy's window. `interval` is null where there is none. */
export const CameraErrors = z.strictObject({
  device: DeviceId,
  camera: z.string(),
  judged: z.int(),
  wrong: z.int(),
  interval: z.strictObject({ share: Share, low: Share, high: Share }).nullable(),
  quarantine: QuarantineState.nullable(),
})
export type CameraErrors = z.infer<typeof CameraErrors>

/** GET /api/cameras */
export const CameraList = z.strictObject({ windowDays: z.int(), cameras: z.array(CameraErrors) })

/** GET /api/quarantines?state=, newest first */
export const QuarantineList = z.strictObject({ quarantines: z.array(QuarantineView) })
export const QuarantineQuery = z.strictObject({ state: QuarantineState.optional() })

/** POST /api/quarantines/{n}/decide, POST /api/quarantines/{n}/lift */
const Reason = z.string().trim().min(5).max(500)
export const QuarantineDecision = z.strictObject({ quarantine: z.boolean(), reason: Reason })
export const QuarantineLift = z.strictObject({ reason: Reason })

/** GET /api/escalations?limit=, newest first: alerts that nobody acknowledged in time. */
export const EscalationView = z.strictObject({
  alert: z.string(),
  device: DeviceId,
  raisedAt: TimeMs,
  at: TimeMs,
  policy: z.string(),
})
export type EscalationView = z.infer<typeof EscalationView>
export const EscalationList = z.strictObject({ escalations: z.array(EscalationView) })
export const EscalationQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) })
