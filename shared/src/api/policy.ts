import { z } from 'zod'
import { TimeMs } from '../id.ts'
import { Policy } from '../policy.ts'

export const PolicyVersionView = z.strictObject({
  n: z.int(),
  /** The policy's own `version`, which every decision records. */
  version: z.string(),
  state: z.enum(['open', 'approved', 'refused']),
  inForce: z.boolean(),
  policy: Policy,
  changes: z.array(z.string()),
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: TimeMs,
  notBefore: TimeMs,
  decidedBy: z.string().nullable(),
  decidedAt: TimeMs.nullable(),
  /** What the decider said; null: nothing, or it is erased. */
  decisionNote: z.string().nullable(),
})

/** GET /api/policies: every version, oldest first. */
export const PolicyVersions = z.strictObject({ versions: z.array(PolicyVersionView) })
export type PolicyVersions = z.infer<typeof PolicyVersions>

/** POST /api/policies: the whole policy, under a new version. 409: why it cannot be proposed. */
export const PolicyProposal = z.strictObject({
  policy: Policy,
  reason: z.string().trim().min(10).max(500),
  /** Takes effect at its approval, but not before this. */
  notBefore: TimeMs.default(0),
})
export const PolicyProposed = z.strictObject({ n: z.int(), changes: z.array(z.string()) })

/** POST /api/policies/{n}/approve, /refuse. 409 for whoever proposed it, and for what was decided or overtaken. */
export const PolicyDecided = z.strictObject({ n: z.int(), state: z.enum(['approved', 'refused']) })
