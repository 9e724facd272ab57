import { z } from 'zod'
import { AlertState, Doubt, Grade } from './alert.ts'
import { DispositionView, LookView, OpeningView, SealedLook } from './api/verify.ts'
import { Category, EntryFlag, EntryId } from './hotlist.ts'
import { DeviceId, TimeMs, Uuid7 } from './id.ts'
import { Hit } from './match.ts'
import { Jurisdiction, PlateText } from './plate.ts'
import { Angle, AngleView, Read } from './read.ts'
import { Role } from './role.ts'

/** What the RTCC page and the API say to each other. Paths under `/api`, JSON, cookie session. */

/**
 * GET /api/session; 401 without one, as for everything else. Signing in: `api/login.ts`. POST /api/logout ends it
 * (204). `csrf` goes back as the header `x-archway-csrf` on every POST.
 */
export const Session = z.strictObject({
  user: z.string(),
  displayName: z.string(),
  roles: z.array(Role),
  csrf: z.string(),
  expiresAt: TimeMs,
  /** Until when privileged acts need no repeated login. */
  freshUntil: TimeMs,
})
export type Session = z.infer<typeof Session>

export const DeviceKind = z.enum(['fixed', 'vehicle'])
export type DeviceKind = z.infer<typeof DeviceKind>

/** Where the vehicle was at the hit. `registry`: the place of a fixed unit; `gps`: a vehicle's fix. */
export const PlaceView = z.strictObject({
  lat: z.number(),
  lon: z.number(),
  label: z.string().nullable(),
  basis: z.enum(['registry', 'gps']),
  accuracyMetres: z.number().nullable(),
})
export type PlaceView = z.infer<typeof PlaceView>

export const ImageView = z.strictObject({
  id: Uuid7,
  angle: Angle,
  kind: z.enum(['scene', 'plate']),
  /** `pending`: announced by the Read, not here yet. GET /api/images/{id} once it is stored. */
  state: z.enum(['pending', 'stored']),
})

/** The entry as the list gave it, with its age: a person checks that it is still live. */
export const EntryView = z.strictObject({
  id: EntryId,
  plate: PlateText,
  folded: z.boolean(),
  jurisdiction: Jurisdiction.nullable(),
  category: Category,
  flags: z.array(EntryFlag),
  list: z.string(),
  /** When the vehicle was entered at the source, if it says. */
  enteredAt: TimeMs.nullable(),
  /** When the source produced the list. */
  sourceAt: TimeMs,
  importedAt: TimeMs,
  expiresAt: TimeMs,
  vehicle: z.strictObject({
    year: z.string().nullable(),
    make: z.string().nullable(),
    model: z.string().nullable(),
    style: z.string().nullable(),
    colour: z.string().nullable(),
  }),
  /** False once a later list no longer holds it. */
  live: z.boolean(),
})
export type EntryView = z.infer<typeof EntryView>

/** What one angle saw, without what it read. */
const BlindAngle = AngleView.omit({ best: true, detection: true })

const LaterRead = z.strictObject({
  read: Uuid7,
  capturedAt: TimeMs,
  device: DeviceId,
  place: PlaceView.nullable(),
  images: z.array(ImageView),
})

/** What everybody who may see the alert at all sees of it. */
const AlertInCommon = {
  id: Uuid7,
  state: AlertState,
  grade: Grade,
  raisedAt: TimeMs,
  acknowledged: z.strictObject({ by: z.string(), at: TimeMs }).nullable(),
  /** When nobody had acknowledged it for as long as the policy allows; null: that did not happen. */
  escalatedAt: TimeMs.nullable(),
  /** When it was committed, and when it first stood on somebody's screen; null: not known yet. */
  committedAt: TimeMs.nullable(),
  shownAt: TimeMs.nullable(),
  category: Category,
  flags: z.array(EntryFlag),
  list: z.strictObject({ name: z.string(), sourceAt: TimeMs }),
  /** False once a later list no longer holds the entry. */
  live: z.boolean(),
  seen: z.strictObject({
    read: Uuid7,
    model: z.string(),
    capturedAt: TimeMs,
    lastSeenAt: TimeMs,
    closedAt: TimeMs,
    views: z.array(BlindAngle),
  }),
  device: z.strictObject({ id: DeviceId, kind: DeviceKind, name: z.string() }),
  place: PlaceView.nullable(),
  images: z.array(ImageView),
  missingAngles: z.array(Angle),
  /** Further reads of the vehicle that joined this alert within the dwell time. */
  repeats: z.strictObject({ count: z.int().min(1), last: LaterRead }).nullable(),
  policy: z.string(),
}

/**
 * To somebody who has yet to type plate and state from the images: everything but what was read and what is listed.
 * `doubts` are those that give nothing away.
 */
const SealedAlert = z.strictObject({
  ...AlertInCommon,
  sealed: z.literal(true),
  doubts: z.array(Doubt),
  looks: z.array(SealedLook),
})
export type SealedAlert = z.infer<typeof SealedAlert>

const OpenAlert = z.strictObject({
  ...AlertInCommon,
  sealed: z.literal(false),
  doubts: z.array(Doubt),
  read: Read,
  hit: Hit,
  entry: EntryView,
  looks: z.array(LookView),
  openings: z.array(OpeningView),
  dispositions: z.array(DispositionView),
})
export type OpenAlert = z.infer<typeof OpenAlert>

export const AlertView = z.discriminatedUnion('sealed', [SealedAlert, OpenAlert])
export type AlertView = z.infer<typeof AlertView>

/**
 * GET /api/alerts?state=raised&before={cursor}&limit=50, newest first; without `state`, of every state.
 *
 * POST /api/alerts/{id}/acknowledge (empty body) answers 200 with the AlertView as it then is, also when
 * somebody else was first: whoever came first stands, and `acknowledged` says who. 404: no such alert.
 * What follows: `api/verify.ts`.
 */
export const AlertPage = z.strictObject({ alerts: z.array(AlertView), next: z.string().nullable() })
export type AlertPage = z.infer<typeof AlertPage>

/** GET /api/units */
export const UnitView = z.strictObject({
  id: DeviceId,
  kind: DeviceKind,
  name: z.string(),
  place: z.strictObject({ lat: z.number(), lon: z.number(), label: z.string() }).nullable(),
  state: z.enum(['online', 'offline', 'never-seen']),
  lastSeenAt: TimeMs.nullable(),
  hotlistVersion: z.int().nullable(),
  waiting: z.int().nullable(),
  framesDropped: z.int().nullable(),
  faults: z.array(z.string()),
})
export type UnitView = z.infer<typeof UnitView>
export const UnitList = z.strictObject({ units: z.array(UnitView) })

/** GET /api/summary: counts over everything still retained. */
export const Summary = z.strictObject({
  reads: z.int(),
  hits: z.int(),
  alerts: z.int(),
  images: z.int(),
  refused: z.int(),
  hotlist: z.strictObject({ version: z.int(), entries: z.int(), sourceAt: TimeMs }).nullable(),
})
export type Summary = z.infer<typeof Summary>

/**
 * GET /api/events (server-sent): `alert` carries a whole AlertView, new or changed (raised, acknowledged, looked at,
 * escalated, settled, seen again, an image stored), sealed or open as it is for this very person; `unit` a UnitView. A comment line at least every 15 s tells a quiet desk from a dead line.
 */
export const EVENTS = { alert: AlertView, unit: UnitView } as const

/** Every error of the API (RFC 9457). */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>
