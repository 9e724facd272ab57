import { createHash } from 'node:crypto'
import { FOREIGN_MODEL } from '@archway/shared/alert'
import { DeviceId, type RandomBytes, TimeMs, uuid7 } from '@archway/shared/id'
import { Jurisdiction, normalisePlate, type PlateText } from '@archway/shared/plate'
import { type Candidate, type Corners, Read } from '@archway/shared/read'
import { fail, ok, type Result } from '@archway/shared/result'

export const FORMATS = [
  'archway',
  'openalpr-results',
  'openalpr-group',
  'platerecognizer',
  'genetec',
  'onvif',
] as const
export type Format = (typeof FORMATS)[number]

/** What another maker's camera says it read, before it is held against anything. Scores are 0 to 1. */
export interface ForeignRead {
  /** As that system names it; null: it does not. */
  readonly id: string | null
  readonly camera: string
  /** Milliseconds since 1970. */
  readonly from: number
  readonly until: number
  readonly plate: string
  readonly score: number
  readonly candidates: readonly { readonly plate: string; readonly score: number }[]
  readonly region: { readonly code: string; readonly score: number } | null
  /** Pixels of the source's image. */
  readonly corners: Corners | null
  readonly pictures: readonly { readonly kind: 'scene' | 'plate'; readonly base64: string }[]
  /** Fields that were there and are not taken: attributes of the vehicle, places, whatever is not asked for. */
  readonly left: readonly string[]
}

/** A Read made of it. Its model begins with `foreign:`, so that every alert of it is "look only". */
export interface ConvertedRead {
  readonly read: Read
  readonly provenance: {
    readonly format: Format
    readonly id: string | null
    readonly camera: string
    /** What the maker calls confidence is no probability that anybody has measured. */
    readonly calibration: 'unknown'
    readonly corners: 'as given' | 'not given'
    readonly left: readonly string[]
  }
  readonly pictures: readonly { readonly id: string; readonly base64: string }[]
}

const MOST_RIVALS = 9
const MOST_PICTURES = 4
const LARGEST_PICTURE = 4 * 2 ** 20
const NOWHERE: Corners = [
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 0],
]

/** @param device null: the camera's own name, where a device can have it */
export function readOf(
  foreign: ForeignRead,
  format: Format,
  { device, random }: { device: DeviceId | null; random: RandomBytes },
): Result<ConvertedRead, string> {
  const plate = normalisePlate(foreign.plate)
  if (!plate.ok) return fail(`plate: ${plate.error}`)
  const named = DeviceId.safeParse(device ?? foreign.camera.toLowerCase())
  if (!named.success)
    return fail(`camera "${foreign.camera.slice(0, 64)}" is no device id; give one with --device`)
  const from = TimeMs.safeParse(Math.round(foreign.from))
  const until = TimeMs.safeParse(Math.round(Math.max(foreign.until, foreign.from)))
  if (!from.success || !until.success) return fail('time: not within 1970 and 10889')

  const [best, ...rivals] = posterior(plate.value, foreign)
  const code = Jurisdiction.safeParse(foreign.region?.code.toLowerCase())
  const pictures = foreign.pictures
    .map(({ kind, base64 }) => ({ kind, bytes: Buffer.from(base64, 'base64') }))
    .filter(({ bytes }) => bytes.length <= LARGEST_PICTURE && isJpeg(bytes))
    .slice(0, MOST_PICTURES)
    .map(({ kind, bytes }) => ({ kind, bytes, id: uuid7(from.data, random) }))
  const read = Read.safeParse({
    id: uuid7(from.data, random),
    device: named.data,
    model: `${FOREIGN_MODEL}${format}`,
    capturedAt: from.data,
    lastSeenAt: until.data,
    closedAt: until.data,
    text: best.text,
    probability: best.probability,
    rivals: rivals.slice(0, MOST_RIVALS),
    characters: [...best.text].map((char) => ({ char, probability: best.probability, rivals: [] })),
    jurisdiction: code.success ? { code: code.data, probability: unit(foreign.region?.score ?? 0) } : null,
    views: [
      {
        angle: 1,
        camera: foreign.camera.slice(0, 64) || named.data,
        capturedAt: from.data,
        glimpses: 1,
        detection: unit(foreign.score),
        corners: foreign.corners ?? NOWHERE,
        best,
      },
    ],
    images: pictures.map(({ id, kind, bytes }) => ({
      id,
      angle: 1,
      kind,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
    })),
  })
  if (!read.success) {
    return fail(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  }
  const dropped = foreign.pictures.length - pictures.length
  return ok({
    read: read.data,
    provenance: {
      format,
      id: foreign.id,
      camera: foreign.camera,
      calibration: 'unknown',
      corners: foreign.corners ? 'as given' : 'not given',
      left: [...foreign.left, ...(dropped > 0 ? [`${dropped} pictures that are no JPEG, or too large`] : [])],
    },
    pictures: pictures.map(({ id, bytes }) => ({ id, base64: bytes.toString('base64') })),
  })
}

/**
 * Scores of one maker, as masses that sum to at most 1: each string once, the best first. A candidate that is no plate is
 * left out; its mass is nobody's.
 */
function posterior(text: PlateText, { score, candidates }: ForeignRead): [Candidate, ...Candidate[]] {
  const masses = new Map<PlateText, number>([[text, unit(score)]])
  for (const candidate of candidates) {
    const plate = normalisePlate(candidate.plate)
    if (!plate.ok || masses.has(plate.value)) continue
    masses.set(plate.value, unit(candidate.score))
  }
  const total = Math.max(
    1,
    [...masses.values()].reduce((sum, mass) => sum + mass, 0),
  )
  const share = (mass: number) => Math.min(1, mass / total)
  const [, ...others] = [...masses].map(([of, mass]) => ({ text: of, probability: share(mass) }))
  // What the source holds for the plate stays the text, whatever its own scores say.
  return [
    { text, probability: share(unit(score)) },
    ...others.filter(({ probability }) => probability > 0).sort((a, b) => b.probability - a.probability),
  ]
}

const unit = (score: number): number => (Number.isFinite(score) ? Math.min(1, Math.max(0, score)) : 0)
const isJpeg = (bytes: Buffer): boolean => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))

/** Names of fields that are there and that nobody asks for. */
export const leftOf = (given: object, taken: readonly string[], prefix = ''): string[] =>
  Object.keys(given)
    .filter((name) => !taken.includes(name))
    .map((name) => `${prefix}${name}`.slice(0, 64))
    .slice(0, 50)

/** The corners as a box, or null where they are those of nobody. */
export function boxOf(corners: Corners): { xmin: number; ymin: number; xmax: number; ymax: number } | null {
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  const box = { xmin: Math.min(...xs), ymin: Math.min(...ys), xmax: Math.max(...xs), ymax: Math.max(...ys) }
  return box.xmax > box.xmin && box.ymax > box.ymin ? box : null
}
