import { z } from 'zod'
import { AlertState, Doubt, Grade } from './alert.ts'
import { Category, EntryFlag, EntryId } from './hotlist.ts'
import { DeviceId, TimeMs, Uuid7 } from './id.ts'
import { Hit } from './match.ts'
import { Jurisdiction, PlateText } from './plate.ts'
import { Angle, Read } from './read.ts'
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

export const AlertView = z.strictObject({
  id: Uuid7,
  state: AlertState,
  grade: Grade,
  doubts: z.array(Doubt),
  raisedAt: TimeMs,
  acknowledged: z.strictObject({ by: z.string(), at: TimeMs }).nullable(),
  read: Read,
  hit: Hit,
  entry: EntryView,
  device: z.strictObject({ id: DeviceId, kind: DeviceKind, name: z.string() }),
  place: PlaceView.nullable(),
  images: z.array(ImageView),
  missingAngles: z.array(Angle),
  policy: z.string(),
})
export type AlertView = z.infer<typeof AlertView>

/**
 * GET /api/alerts?state=raised&before={cursor}&limit=50, newest first; without `state`, of every state.
 *
 * POST /api/alerts/{id}/acknowledge (empty body) answers 200 with the AlertView as it then is, also when
 * somebody else was first: whoever came first stands, and `acknowledged` says who. 404: no such alert.
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
 * GET /api/events (server-sent): `alert` carries a whole AlertView, new or changed (raised, acknowledged, an
 * image stored); `unit` a UnitView. A comment line at least every 15 s tells a quiet desk from a dead line.
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
