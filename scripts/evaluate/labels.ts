import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { z } from 'zod'

const Row = z.object({
  file: z.string().min(1),
  width: z.coerce.number().int().positive(),
  height: z.coerce.number().int().positive(),
  x0: z.coerce.number(),
  y0: z.coerce.number(),
  x1: z.coerce.number(),
  y1: z.coerce.number(),
  text: z.string().regex(/^[A-Z0-9]*$/),
  region: z.string(),
  source: z.string(),
})

/** One labelled plate. The box is in pixels of the stored file. */
export interface Label {
  readonly box: Box
  /** A–Z and 0–9; empty where it was not transcribed. */
  readonly text: string
  /** Such as `us-mo`; empty where unknown. */
  readonly region: string
  /** A plate that nobody can read: reading it is no mistake, and missing it is none. */
  readonly ignored: boolean
}

export interface Box {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

export interface Photograph {
  readonly path: string
  readonly labels: readonly Label[]
}

/** Sets of the data folder. `train-validation` is the part of `train` that no model is trained on. */
export const SETS = {
  'us-scenes': { folder: 'dev/us-scenes', crops: false },
  'us-crops': { folder: 'dev/us-crops', crops: true },
  'open-images-us': { folder: 'dev/open-images-us', crops: false },
  'train-validation': { folder: 'train', crops: false },
} as const
export type SetName = keyof typeof SETS

const VALIDATION_SHARE = 0.15

/** The same split as in training: by the hash of the file's stem. */
const isValidation = (file: string): boolean =>
  createHash('sha256').update(parse(file).name).digest().readUInt32BE(0) / 2 ** 32 < VALIDATION_SHARE

export async function loadSet(data: string, name: SetName): Promise<Photograph[]> {
  const folder = join(data, SETS[name].folder)
  const photographs = new Map<string, { path: string; labels: Label[] }>()
  for (const { file, text, region, source, ...row } of parseCsv(
    await readFile(join(folder, 'labels.csv'), 'utf8'),
  )) {
    if (name === 'train-validation' && !isValidation(file)) continue
    const photograph = photographs.get(file) ?? { path: join(folder, file), labels: [] }
    photographs.set(file, photograph)
    const { x0, y0, x1, y1 } = row
    photograph.labels.push({ box: { x0, y0, x1, y1 }, text, region, ignored: source.endsWith(':ignore') })
  }
  return [...photographs.values()]
}

export const parseCsv = (csv: string) => csvRows(csv, Row)

/** The labels hold no quotes and no commas within a field; one that does is refused, not misread. */
export function csvRows<T>(csv: string, schema: z.ZodType<T>): T[] {
  const [head = '', ...lines] = csv.split(/\r?\n/).filter((line) => line !== '')
  const names = head.split(',')
  return lines.map((line, index) => {
    const fields = line.split(',')
    if (fields.length !== names.length || line.includes('"')) {
      throw new Error(`labels.csv, line ${index + 2}: ${fields.length} fields, not ${names.length}`)
    }
    const row = schema.safeParse(Object.fromEntries(names.map((name, column) => [name, fields[column]])))
    if (row.success) return row.data
    throw new Error(`labels.csv, line ${index + 2}: ${z.prettifyError(row.error)}`)
  })
}
