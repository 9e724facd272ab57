import type { DeviceId, RandomBytes } from '@archway/shared/id'
import { uuid7 } from '@archway/shared/id'
import type { Hit, Match } from '@archway/shared/match'
import type { ImageHeader, Sighting } from '@archway/shared/messages'
import type { AngleView, Candidate, Corners, ImageRef, Location, Read } from '@archway/shared/read'
import { sha256 } from '@archway/shared/signing'
import type { Passing, View } from './fuse/passing.ts'
import { posteriorOf } from './fuse/posterior.ts'
import { fuseLooks } from './jurisdiction/fuse-looks.ts'
import type { Jurisdictions } from './jurisdiction/jurisdictions.ts'
import { settleLetters } from './jurisdiction/settle-letters.ts'
import { tellJurisdiction } from './jurisdiction/tell-jurisdiction.ts'
import { charactersOf } from './read/characters.ts'
import type { Evidence } from './vision/vision.ts'

export interface ReadImage {
  readonly header: ImageHeader
  readonly bytes: Uint8Array
}

/** A Read with its images, as it is handed to the sinks. */
export interface Minted {
  readonly read: Read
  readonly images: readonly ReadImage[]
}

export interface Mint {
  readonly device: DeviceId
  /** Version of the model set. */
  readonly model: string
  /** What the model set knows of jurisdictions; null where it tells none. */
  readonly jurisdictions: Jurisdictions | null
  readonly clock: () => number
  readonly random: RandomBytes
}

/** Strings less probable than this are left in the unnamed rest of the posterior. */
const LEAST_RIVAL = 1e-4

/**
 * Makes a Read of a passing, once: from here on it is never rewritten. Its id and those of its images are
 * minted with the time of its first frame, and each image's hash stands in it.
 *
 * @param evidence by angle; an angle whose images could not be cut out has none, and the Read stands without
 */
export function mintRead(passing: Passing, evidence: ReadonlyMap<1 | 2, Evidence>, mint: Mint): Minted {
  const { jurisdictions } = mint
  const candidates = passing.posterior.candidates
  const looks = fuseLooks(passing.views.map(({ sights }) => sights))
  const jurisdiction = looks && jurisdictions && tellJurisdiction(candidates, looks, jurisdictions)
  // The serial already is in the jurisdiction; what it gives back to the letters is what the looks alone say.
  const settled = (said: readonly Candidate[]) => settleLetters(said, jurisdiction && looks, jurisdictions)
  const [top, ...others] = settled(candidates)
  if (!top) throw new Error('a passing without a candidate is no Read')
  const rivals = others.filter((rival) => rival.probability >= LEAST_RIVAL).slice(0, 9)
  const id = uuid7(passing.firstAt, mint.random)
  const images = passing.views.flatMap((view) => {
    const cut = evidence.get(view.angle)
    if (!cut) return []
    return (['scene', 'plate'] as const).map((kind): ReadImage => {
      const bytes = cut[kind].jpeg
      return {
        header: {
          v: 1,
          id: uuid7(passing.firstAt, mint.random),
          read: id,
          angle: view.angle,
          kind,
          sha256: sha256(bytes),
          mime: 'image/jpeg',
        },
        bytes,
      }
    })
  })
  const read: Read = {
    id,
    device: mint.device,
    model: mint.model,
    capturedAt: passing.firstAt,
    lastSeenAt: passing.lastAt,
    closedAt: Math.max(mint.clock(), passing.lastAt),
    text: top.text,
    probability: top.probability,
    rivals,
    characters: charactersOf([top, ...rivals]),
    jurisdiction,
    views: passing.views.map((view) => viewOf(view, evidence.get(view.angle), settled)),
    images: images.map(
      ({ header, bytes }): ImageRef => ({
        id: header.id,
        angle: header.angle,
        kind: header.kind,
        sha256: header.sha256,
        bytes: bytes.byteLength,
      }),
    ),
  }
  return { read, images }
}

type Settle = (candidates: readonly Candidate[]) => readonly Candidate[]

function viewOf(view: View, evidence: Evidence | undefined, settled: Settle): AngleView {
  const { sight, seen } = view.best
  const scale = evidence ? evidence.scene.width / seen.width : 1
  const { corners } = sight.detection
  const scaled = corners.map(([x, y]) => [x * scale, y * scale])
  return {
    angle: view.angle,
    camera: view.camera,
    capturedAt: sight.capturedAt,
    glimpses: view.count,
    detection: sight.detection.probability,
    corners: scaled as Corners,
    best: bestOf(view, settled),
  }
}

/**
 * What this angle alone says, its letters settled as the Read's are: a camera that sees O where the other sees
 * 0 sees the same. Each angle of a readable passing has a legible sight, or it was not joined.
 */
function bestOf(view: View, settled: Settle): AngleView['best'] {
  const [best] = settled(posteriorOf([view.sights]).candidates)
  if (!best) throw new Error(`angle ${view.angle} of a passing has no legible sight`)
  return best
}

/** Where the unit was goes on Hits, and nowhere else. */
export const sightingOf = (read: Read, matches: readonly Match[], location: Location | null): Sighting => ({
  read,
  hits: matches.slice(0, 20).map((found): Hit => ({ ...found, location })),
})

/** Takes what is emitted. */
export interface Sink {
  /** For the journal. */
  readonly name: string
  /** Returns at once: what takes time, a sink does by itself. Throws when it cannot take it. */
  take(sighting: Sighting, images: readonly ReadImage[]): void
}

/**
 * Hands a Sighting to every sink. One that fails is reported and never keeps it from another: a full disk must
 * not hide a hit from the officer.
 */
export function emit(
  sinks: readonly Sink[],
  sighting: Sighting,
  images: readonly ReadImage[],
  onFailure: (sink: string, error: unknown) => void,
): void {
  for (const sink of sinks) {
    try {
      sink.take(sighting, images)
    } catch (error) {
      onFailure(sink.name, error)
    }
  }
}
