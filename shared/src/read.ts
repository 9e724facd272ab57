import { z } from 'zod'
import { DeviceId, Sha256, TimeMs, Uuid7 } from './id.ts'
import { Jurisdiction, PlateText } from './plate.ts'

export const Probability = z.number().min(0).max(1)

export const Angle = z.union([z.literal(1), z.literal(2)])
export type Angle = z.infer<typeof Angle>

/** Corners of a plate in pixels: top-left, top-right, bottom-right, bottom-left, as the plate is read. */
const Point = z.tuple([z.number(), z.number()])
export const Corners = z.tuple([Point, Point, Point, Point])
export type Corners = z.infer<typeof Corners>

/** One string that the plate may carry, with the probability that it is exactly the plate. */
export const Candidate = z.strictObject({ text: PlateText, probability: Probability })
export type Candidate = z.infer<typeof Candidate>

/** One character of the text, how sure it is, and what else it could be. */
export const Character = z.strictObject({
  char: z.string().regex(/^[A-Z0-9]$/),
  probability: Probability,
  rivals: z.array(z.strictObject({ char: z.string().regex(/^[A-Z0-9]$/), probability: Probability })).max(5),
})
export type Character = z.infer<typeof Character>

/** An image that was cut from, or is, exactly the frame that was read; the hash binds it to the Read. */
export const ImageRef = z.strictObject({
  id: Uuid7,
  angle: Angle,
  kind: z.enum(['scene', 'plate']),
  sha256: Sha256,
  bytes: z.int().min(1),
})
export type ImageRef = z.infer<typeof ImageRef>

/** What one camera contributed. `corners` are in pixels of the scene image of that angle. */
export const AngleView = z.strictObject({
  angle: Angle,
  camera: z.string().min(1).max(64),
  capturedAt: TimeMs,
  glimpses: z.int().min(1),
  detection: Probability,
  corners: Corners,
  best: Candidate,
})
export type AngleView = z.infer<typeof AngleView>

/**
 * All looks at one plate on one passing, fused. Immutable: it is minted once and never rewritten, whatever a
 * list, a template or a person says later.
 *
 * `probability` and those of `rivals` are masses of one posterior: they sum to at most 1, and what is missing
 * lies on strings too improbable to name. There is no location: a Read that hits nothing holds device and
 * time only (Use Plan promise 13); coordinates travel on a Hit.
 */
export const Read = z
  .strictObject({
    id: Uuid7,
    device: DeviceId,
    /** Version of the model set that read it, as in the models' manifest. */
    model: z.string().min(1).max(64),
    /** When the first contributing frame was captured. */
    capturedAt: TimeMs,
    /** When the last contributing frame was captured. */
    lastSeenAt: TimeMs,
    /** When the unit was sure enough, or the plate was gone, and the Read was minted. */
    closedAt: TimeMs,
    text: PlateText,
    probability: Probability,
    rivals: z.array(Candidate).max(9),
    characters: z.array(Character).min(1).max(10),
    jurisdiction: z.strictObject({ code: Jurisdiction, probability: Probability }).nullable(),
    /** One view an angle, angle 1 first. A missing angle is simply not here: see `missingAngles`. */
    views: z.array(AngleView).min(1).max(2),
    images: z.array(ImageRef).max(4),
  })
  .refine(
    (read) => read.characters.map((c) => c.char).join('') === read.text,
    'characters must spell the text',
  )
  .refine((read) => mass(read) <= 1 + 1e-6, 'probabilities of text and rivals exceed 1')
  .refine((read) => read.views[0]?.angle !== read.views[1]?.angle, 'one view an angle')
export type Read = z.infer<typeof Read>

const mass = (read: { probability: number; rivals: Candidate[] }) =>
  read.rivals.reduce((sum, rival) => sum + rival.probability, read.probability)

/** The strings that the plate may carry, most probable first. */
export const candidatesOf = (read: Pick<Read, 'text' | 'probability' | 'rivals'>): Candidate[] => [
  { text: read.text, probability: read.probability },
  ...read.rivals,
]

/** Angles of the two that the plan asks for and this Read does not have (promise 4: flagged, never faked). */
export const missingAngles = (read: Pick<Read, 'views'>): Angle[] =>
  ([1, 2] as const).filter((angle) => !read.views.some((view) => view.angle === angle))

/** Where a unit was. Only ever attached to a Hit. */
export const Location = z.strictObject({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
  accuracyMetres: z.number().min(0).nullable(),
  fixedAt: TimeMs,
})
export type Location = z.infer<typeof Location>
