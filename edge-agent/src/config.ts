import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DeviceId } from '@archway/shared/id'
import { Angle, Probability } from '@archway/shared/read'
import { fail, ok, type Result } from '@archway/shared/result'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { FUSE_DEFAULTS, type FuseSettings } from './fuse/settings.ts'
import { Precision } from './models/manifest.ts'

const { closing, pairing, dwell } = FUSE_DEFAULTS
const Milliseconds = z.int().min(0).max(3_600_000)
const Path = z.string().min(1)

/** How a recording is played. */
const Replay = {
  /** Times as fast as it was. */
  speed: z.number().min(0.01).max(100).default(1),
  /** From the beginning again at its end, for ever. */
  loop: z.boolean().default(false),
}

const Source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('folder'),
    path: Path,
    /** Of a scenes.json with several units, whose frames. */
    unit: z.string().min(1).nullable().default(null),
    /** Between frames of a folder without a scenes.json. */
    intervalMs: Milliseconds.min(1).default(100),
    /** Between passings of a scenes.json. */
    gapMs: Milliseconds.default(2500),
    ...Replay,
  }),
  z.strictObject({
    kind: z.literal('video'),
    path: Path,
    framesPerSecond: z.number().min(0.1).max(60).default(10),
    ...Replay,
  }),
  z.strictObject({
    kind: z.literal('photos'),
    path: Path,
    /** From one photograph to the next: longer than a passing lasts, so that each is one of its own. */
    intervalMs: Milliseconds.min(1).default(1500),
    ...Replay,
  }),
])

const Camera = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, . _ -'),
  angle: Angle,
  source: Source,
})
export type Camera = z.infer<typeof Camera>

const different = <T>(values: readonly T[]) => new Set(values).size === values.length

/** The file of one unit (firmware-configs/…/unit.yaml). Paths are relative to the file. */
const UnitFile = z.strictObject({
  unit: DeviceId,
  kind: z.enum(['fixed', 'vehicle']),
  /** Where the unit keeps its identity, list and outbox. */
  state: Path,
  models: Path.nullable().default(null),
  /** Cores that one run of a model may use. */
  threads: z.int().min(1).max(64).default(1),
  /** How many frames are seen at once, each by a thread with models of its own; null: one a camera, as cores allow. */
  eyes: z.int().min(1).max(8).nullable().default(null),
  precision: Precision.default('int8'),
  cameras: z
    .array(Camera)
    .min(1)
    .max(2)
    .refine((cameras) => different(cameras.map((camera) => camera.id)), 'each camera needs an id of its own')
    .refine(
      (cameras) => different(cameras.map((camera) => camera.angle)),
      'two cameras have two angles: 1 and 2',
    ),
  match: z.strictObject({ minimumProbability: Probability.default(0.3) }).prefault({}),
  closing: z
    .strictObject({
      probability: Probability.default(closing.probability),
      settleMs: Milliseconds.default(closing.settleMs),
      waitMs: Milliseconds.default(closing.waitMs),
      lostMs: Milliseconds.min(1).default(closing.lostMs),
      longestMs: Milliseconds.min(1).default(closing.longestMs),
      leastProbability: Probability.default(closing.leastProbability),
    })
    .prefault({}),
  pairing: z
    .strictObject({
      windowMs: Milliseconds.default(pairing.windowMs),
      agreement: Probability.default(pairing.agreement),
    })
    .prefault({}),
  dwell: z
    .strictObject({
      absorbMs: Milliseconds.default(dwell.absorbMs),
      parkedMs: Milliseconds.default(dwell.parkedMs),
    })
    .prefault({}),
  outbox: z.strictObject({ maxMegabytes: z.number().min(10).max(1_000_000).default(4096) }).prefault({}),
  /** Where a vehicle is: a recorded drive. A fixed unit's place is in central's registry. */
  place: z
    .strictObject({ kind: z.literal('recorded'), path: Path })
    .nullable()
    .default(null),
  /** Replays only: how long the first frame waits for a list, which a live camera would not. */
  waitForListSeconds: z.number().min(0).max(600).default(0),
})

export type UnitConfig = Omit<z.infer<typeof UnitFile>, 'closing' | 'pairing' | 'dwell'> & {
  readonly fuse: FuseSettings
}

/** What the command line may say differently from the file. */
export interface Overrides {
  readonly state: string | null
  readonly models: string | null
}

/** Reads the file once. What is wrong comes back all at once, each with what to do. */
export function readConfig(file: string, overrides: Overrides): Result<UnitConfig, readonly string[]> {
  if (!existsSync(file)) return fail([`${file}: there is no such file; firmware-configs/ has examples`])
  const document = parseDocument(readFileSync(file, 'utf8'))
  if (document.errors.length > 0) {
    return fail(document.errors.map((error) => `${file}: not YAML: ${error.message.split('\n')[0]}`))
  }
  const parsed = UnitFile.safeParse(document.toJS() ?? {})
  if (!parsed.success) return fail(parsed.error.issues.map((issue) => `${file}: ${sentence(issue)}`))
  const { closing, pairing, dwell, ...unit } = parsed.data
  if (unit.kind === 'fixed' && unit.place) {
    return fail([`${file}: place: only a vehicle has one; a fixed unit's place is in central's registry`])
  }
  const base = dirname(resolve(file))
  const from = (path: string) => resolve(base, path)
  const angles: 1 | 2 = unit.cameras.length === 2 ? 2 : 1
  return ok(
    Object.freeze({
      ...unit,
      state: overrides.state ? resolve(overrides.state) : from(unit.state),
      models: overrides.models ? resolve(overrides.models) : unit.models && from(unit.models),
      cameras: unit.cameras.map((camera) => ({
        ...camera,
        source: { ...camera.source, path: from(camera.source.path) },
      })),
      place: unit.place && { ...unit.place, path: from(unit.place.path) },
      fuse: { angles, closing, pairing, dwell },
    }),
  )
}

function sentence(issue: z.core.$ZodIssue): string {
  const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  if (issue.code === 'unrecognized_keys') {
    return `${where}${issue.keys.join(', ')}: no such setting; remove it or correct its spelling`
  }
  return `${where}${issue.message}`
}
