import { z } from 'zod'
import { Day, TimeMs } from '../id.ts'

export const ComplaintKind = z.enum([
  'wrongful-stop',
  'misuse-of-data',
  'privacy',
  'bias',
  'siting',
  'conduct',
  'other',
])
export type ComplaintKind = z.infer<typeof ComplaintKind>
export const ComplaintVia = z.enum(['civilian-oversight-board', 'citizens-service-bureau', 'directly'])
export type ComplaintVia = z.infer<typeof ComplaintVia>
export const ComplaintOutcome = z.enum(['upheld', 'partly-upheld', 'not-upheld', 'withdrawn', 'referred'])
export type ComplaintOutcome = z.infer<typeof ComplaintOutcome>

/** `2026-0007`: the seventh of that year. */
export const ComplaintNumber = z.string().regex(/^20\d\d-\d{4,6}$/)
export type ComplaintNumber = z.infer<typeof ComplaintNumber>
/** How long a reply may take where no due date is given. */
export const REPLY_DAYS = 30

const Words = z.string().trim().min(3).max(4000)

/** POST /api/complaints */
export const NewComplaint = z
  .strictObject({
    kind: ComplaintKind,
    via: ComplaintVia,
    receivedOn: Day,
    /** Without it, 30 days after it was received. */
    dueOn: Day.optional(),
    /** In a few sentences, without names and plates; the letter itself is kept elsewhere. */
    summary: Words,
  })
  .refine(({ receivedOn, dueOn }) => dueOn === undefined || dueOn >= receivedOn, {
    path: ['dueOn'],
    error: 'lies before the day on which it was received',
  })
export type NewComplaint = z.infer<typeof NewComplaint>
/** POST /api/complaints/{number}/reply, once */
export const ComplaintReply = z.strictObject({ outcome: ComplaintOutcome, reply: Words, repliedOn: Day })
export type ComplaintReply = z.infer<typeof ComplaintReply>

export const ComplaintView = z.strictObject({
  number: ComplaintNumber,
  kind: ComplaintKind,
  via: ComplaintVia,
  receivedOn: Day,
  dueOn: Day,
  summary: z.string(),
  recordedBy: z.string(),
  recordedAt: TimeMs,
  answer: ComplaintReply.extend({ repliedBy: z.string() }).nullable(),
  overdue: z.boolean(),
})
export type ComplaintView = z.infer<typeof ComplaintView>
/** GET /api/complaints, highest number first */
export const ComplaintQuery = z.strictObject({
  state: z.enum(['open', 'answered']).optional(),
  before: ComplaintNumber.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const ComplaintPage = z.strictObject({
  complaints: z.array(ComplaintView),
  next: ComplaintNumber.nullable(),
})
