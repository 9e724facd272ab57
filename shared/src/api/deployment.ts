import { z } from 'zod'
import { Day, DeviceId, TimeMs } from '../id.ts'

/** Words that stay on record. They are never in a published report. */
const Words = z.string().trim().min(3).max(1000)
const Count = z.int().min(0)
const Month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'a month as 2026-11')

/** What a line of the asset ledger is for; `running` is power, connection, hosting and the like. */
export const AssetKind = z.enum(['purchase', 'installation', 'repair', 'running'])
export type AssetKind = z.infer<typeof AssetKind>

/** POST /api/assets */
export const NewAssetLine = z.strictObject({
  device: DeviceId,
  kind: AssetKind,
  /** US cents; at most ten million dollars. */
  cents: Count.max(1_000_000_000),
  /** Which budget or grant paid it, as the public is told. */
  fund: z.string().trim().min(2).max(80),
  day: Day,
  note: z.string().trim().max(500).default(''),
  /** The event that a repair mends. */
  event: z.int().min(1).nullable().default(null),
})
export type NewAssetLine = z.infer<typeof NewAssetLine>
/** POST /api/assets/{n}/reverse: a line that was wrong is reversed, never changed. */
export const Reversal = z.strictObject({ reason: Words })
export const AssetLine = NewAssetLine.extend({
  n: z.int().min(1),
  kind: z.enum([...AssetKind.options, 'reversal']),
  cents: z.int(),
  reverses: z.int().nullable(),
  recordedBy: z.string(),
  recordedAt: TimeMs,
})
export type AssetLine = z.infer<typeof AssetLine>
/** GET /api/assets, newest first */
export const AssetQuery = z.strictObject({
  device: DeviceId.optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const AssetPage = z.strictObject({ lines: z.array(AssetLine), next: z.int().nullable() })

export const DistrictId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'lower-case letters, digits, hyphens')
/** POST /api/districts: a district that is there takes the new name and residents. */
export const District = z.strictObject({
  id: DistrictId,
  name: z.string().trim().min(2).max(80),
  residents: Count.max(50_000_000).nullable().default(null),
  /** Where the number of residents comes from. */
  source: z.string().trim().min(3).max(120).nullable().default(null),
})
export type District = z.infer<typeof District>
export const Districts = z.strictObject({ districts: z.array(District) })

/** POST /api/postings: where a unit belongs from now on; a car may have a task of its own instead of a district. */
export const NewPosting = z
  .strictObject({
    device: DeviceId,
    district: DistrictId.nullable().default(null),
    task: z.string().trim().min(3).max(80).nullable().default(null),
  })
  .refine(({ district, task }) => (district === null) !== (task === null), {
    path: ['district'],
    error: 'give a district, or for a specialised car its task',
  })
export type NewPosting = z.infer<typeof NewPosting>
export const Posting = z.strictObject({
  device: DeviceId,
  district: DistrictId.nullable(),
  task: z.string().nullable(),
  since: TimeMs,
  until: TimeMs.nullable(),
  postedBy: z.string(),
})
export type Posting = z.infer<typeof Posting>
export const Postings = z.strictObject({ postings: z.array(Posting) })

/** POST /api/siting: why a fixed unit stands where it stands (promise 33). The newest counts. */
export const NewSiting = z.strictObject({
  device: DeviceId,
  reason: Words,
  fibre: Words,
  power: Words,
  traffic: Words,
})
export type NewSiting = z.infer<typeof NewSiting>
/** POST /api/siting/comments: what a resident said, without the resident's name. */
export const NewComment = z.strictObject({
  device: DeviceId,
  receivedOn: Day,
  comment: Words,
  answer: Words.nullable().default(null),
})
export type NewComment = z.infer<typeof NewComment>
export const SitingView = z.strictObject({
  device: DeviceId,
  records: z.array(NewSiting.omit({ device: true }).extend({ recordedBy: z.string(), recordedAt: TimeMs })),
  comments: z.array(NewComment.omit({ device: true }).extend({ recordedBy: z.string(), recordedAt: TimeMs })),
})
export type SitingView = z.infer<typeof SitingView>

/** POST /api/districts/stops: stops that followed an alert, as the department counts them (promise 36). */
export const DistrictStops = z.strictObject({
  district: DistrictId,
  month: Month,
  stops: Count.max(1_000_000),
  source: z.string().trim().min(3).max(120),
})
export type DistrictStops = z.infer<typeof DistrictStops>

export const EventKind = z.enum(['outage', 'camera', 'tamper', 'damage'])
export type EventKind = z.infer<typeof EventKind>
/** POST /api/unit-events: damage that a person found. */
export const NewDamage = z.strictObject({
  device: DeviceId,
  kind: z.enum(['damage', 'tamper']),
  detail: Words,
  since: TimeMs,
})
export type NewDamage = z.infer<typeof NewDamage>
export const UnitEvent = z.strictObject({
  n: z.int().min(1),
  device: DeviceId,
  kind: EventKind,
  /** Which camera; empty: the whole unit. */
  part: z.string(),
  detail: z.string(),
  since: TimeMs,
  until: TimeMs.nullable(),
  /** Null: central noticed it. */
  recordedBy: z.string().nullable(),
})
export type UnitEvent = z.infer<typeof UnitEvent>
/** GET /api/unit-events, newest first */
export const EventQuery = z.strictObject({
  device: DeviceId.optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const EventPage = z.strictObject({ events: z.array(UnitEvent), next: z.int().nullable() })

/** GET /api/vehicles: where the cars are (promise 34), and which stand still (promise 35). */
export const VehicleSpread = z.strictObject({
  areas: z.array(z.strictObject({ district: DistrictId, name: z.string(), vehicles: z.array(DeviceId) })),
  specialised: z.array(z.strictObject({ device: DeviceId, task: z.string() })),
  unassigned: z.array(DeviceId),
  /** What is uneven, in sentences; empty: nothing. */
  notices: z.array(z.string()),
  /** Cars that have read nothing for so many days. */
  idleDays: z.int(),
  idle: z.array(z.strictObject({ device: DeviceId, name: z.string(), lastRead: Day.nullable() })),
})
export type VehicleSpread = z.infer<typeof VehicleSpread>
