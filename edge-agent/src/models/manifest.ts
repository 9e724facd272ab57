import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ALPHABET, Jurisdiction } from '@archway/shared/plate'
import { z } from 'zod'
import { ModelError } from '../detect/detector.ts'
import { FormatsFile } from '../jurisdiction/formats.ts'
import { ANY_OTHER } from '../jurisdiction/jurisdictions.ts'

const Margin = z.number().min(0).max(2)
const Threshold = z.number().min(0).max(1)

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex')
const File = z.string().regex(/^[\w.-]+\.onnx$/, 'is not the name of an .onnx file beside the manifest')

/** What every graph's entry says. How it was trained is for people: any record does. */
const Entry = z.object({
  file: File,
  sha256: Sha256,
  /** The same graph in 8-bit integers; `of` is the SHA-256 of the float graph that it was made from. */
  int8: z.object({ file: File, sha256: Sha256, of: Sha256 }).optional(),
  /** For people: the graph itself says what it takes, and that is checked. */
  input: z
    .array(z.union([z.int(), z.string()]))
    .min(3)
    .max(4),
  training: z.record(z.string(), z.unknown()),
})

/** Tells the jurisdiction. A set of models without it is whole: then every Read abstains. */
const JurisdictionEntry = Entry.extend({
  classes: z
    .array(Jurisdiction)
    .min(2)
    .refine((classes) => classes.at(-1) === ANY_OTHER, `must end with "${ANY_OTHER}", any other`)
    .refine((classes) => new Set(classes).size === classes.length, 'names a jurisdiction twice'),
  temperature: z.number().positive().max(100),
  marginX: Margin,
  marginY: Margin,
  least: Threshold,
  /** At most 1: a format is a prior, and never weighs more than what was seen. */
  formatWeight: z.number().min(0).max(1),
  /** Never 0: a serial that no table holds must not rule a jurisdiction out. */
  formatFloor: z.number().min(0.001).max(1),
  /** The serials of each jurisdiction, beside the manifest. */
  formats: z
    .object({
      file: z.string().regex(/^[\w.-]+\.json$/, 'is not the name of a .json file beside the manifest'),
      sha256: Sha256,
    })
    .optional(),
})

/** `edge-agent/models/manifest.json`, as the training's export writes it. Further fields are for people. */
export const Manifest = z.object({
  /** Short enough that a Read's `model` can also name the precision. */
  version: z.string().min(1).max(56),
  models: z.object({
    detector: Entry.extend({ stride: z.int().min(1).max(32), scoreThreshold: Threshold }),
    corners: Entry.extend({
      plateThreshold: Threshold,
      marginX: Margin,
      marginY: Margin,
      /**
       * Log-odds that it is a plate: `detector` × log-odds of the detector's score + `refiner` × those of the
       * refiner's + `bias`. Without it: the product of both scores.
       */
      plateOdds: z.object({ detector: z.number(), refiner: z.number(), bias: z.number() }).optional(),
    }),
    reader: Entry.extend({
      /** How many networks the graph holds, each trained by itself: what they say is the mean of all. */
      readers: z.int().min(1).max(8),
      columns: z.int().min(4).max(512),
      alphabet: z.literal(ALPHABET, 'differs from the alphabet of this program'),
      marginX: Margin,
      marginY: Margin,
      /** Divides the log-probabilities before they are normalised again: the calibration. */
      temperature: z.number().positive().max(100),
      /** Chance that a reading is wrong however sure it looks: the other part of the calibration. */
      errorFloor: z.number().min(0).max(0.5).default(0),
    }),
    jurisdiction: JurisdictionEntry.optional(),
  }),
})
export type Manifest = z.infer<typeof Manifest>

export type ModelName = keyof Manifest['models']

/** In what numbers the graphs compute: int8 is faster and a little less exact (docs/recognition.md). */
export const Precision = z.enum(['fp32', 'int8'])
export type Precision = z.infer<typeof Precision>

const REINSTALL = 'Restore the folder of models from the release, or run the training export again.'

export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'manifest.json')
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new ModelError(`cannot read the models' manifest ${path}: ${messageOf(cause)}`, REINSTALL, cause)
  }
  const parsed = Manifest.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ModelError(`the manifest ${path} is not valid: ${complaintsOf(parsed.error)}`, REINSTALL)
}

/** The graph's bytes, which are exactly those that the manifest names: what is verified is what is run. */
export async function readGraph(
  folder: string,
  manifest: Manifest,
  name: ModelName,
  precision: Precision,
): Promise<Uint8Array> {
  return readVerified(folder, fileOf(manifest, name, precision), `${name} model`)
}

/** The serials of each jurisdiction; null where the manifest names none. */
export async function readFormats(folder: string, manifest: Manifest): Promise<FormatsFile | null> {
  const entry = manifest.models.jurisdiction
  if (!entry?.formats) return null
  const bytes = await readVerified(folder, entry.formats, 'table of formats')
  const wrong = (why: string, cause?: unknown) =>
    new ModelError(`the table of formats ${entry.formats?.file} is not valid: ${why}`, REINSTALL, cause)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw wrong(messageOf(cause), cause)
  }
  const parsed = FormatsFile.safeParse(value)
  if (!parsed.success) throw wrong(complaintsOf(parsed.error))
  const strangers = Object.keys(parsed.data).filter((code) => !entry.classes.includes(code))
  if (strangers.length > 0) throw wrong(`the model has no class ${strangers.join(', ')}`)
  return parsed.data
}

async function readVerified(
  folder: string,
  { file, sha256 }: { readonly file: string; readonly sha256: string },
  what: string,
): Promise<Uint8Array> {
  const path = join(folder, file)
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    throw new ModelError(`cannot read the ${what} ${path}: ${messageOf(cause)}`, REINSTALL, cause)
  }
  const actual = createHash('sha256').update(bytes).digest('hex')
  if (actual !== sha256) {
    throw new ModelError(
      `the ${what} ${path} is not the file of the manifest (sha256 ${actual.slice(0, 12)}…, ` +
        `not ${sha256.slice(0, 12)}…)`,
      REINSTALL,
    )
  }
  return bytes
}

function fileOf(manifest: Manifest, name: ModelName, precision: Precision) {
  const entry = manifest.models[name]
  if (!entry) throw new ModelError(`the manifest names no ${name} model`, REINSTALL)
  if (precision === 'fp32') return entry
  const { int8 } = entry
  if (int8?.of === entry.sha256) return int8
  throw new ModelError(
    int8
      ? `the int8 ${name} model was made from another ${name} model than the manifest's`
      : `the manifest names no int8 ${name} model`,
    'Set precision: fp32, or make the int8 models again (archway_training.quantise --offer).',
  )
}

const complaintsOf = ({ issues }: z.ZodError) =>
  issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
