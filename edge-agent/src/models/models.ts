import { formatsOf } from '../jurisdiction/formats.ts'
import type { Jurisdictions } from '../jurisdiction/jurisdictions.ts'
import { CLASSES } from '../read/lattice.ts'
import { Graph } from './graph.ts'
import {
  type Manifest,
  type ModelName,
  type Precision,
  readFormats,
  readGraph,
  readManifest,
} from './manifest.ts'

/** Height and width of the crops that the corner and reader graphs take. */
export const CROP = { width: 160, height: 64 } as const

/** The same of the jurisdiction graph: a state's name needs more of them than its serial. */
export const STATE_CROP = { width: 192, height: 96 } as const

/**
 * The three graphs, a fourth where it came with them, and what the manifest says of them, verified against each
 * other.
 */
export interface Models {
  readonly version: string
  readonly manifest: Manifest['models']
  readonly detector: Graph<'score' | 'corners'>
  readonly corners: Graph<'corners' | 'plate'>
  readonly reader: Graph<'log_probs'>
  /** Null: these models tell no jurisdiction. */
  readonly jurisdiction: JurisdictionModel | null
}

export interface JurisdictionModel {
  readonly graph: Graph<'logits'>
  readonly entry: NonNullable<Manifest['models']['jurisdiction']>
  readonly jurisdictions: Jurisdictions
}

/**
 * Loads the models of a folder. Throws `ModelError` when a file is missing, is not the one that the manifest
 * names, or does not have the shapes that this program works with.
 *
 * @param threads how many cores one run of a graph may use
 */
export async function loadModels(
  folder: string,
  threads: number,
  precision: Precision = 'fp32',
): Promise<Models> {
  const manifest = await readManifest(folder)
  const graph = (name: ModelName) => readGraph(folder, manifest, name, precision)
  const crop = ['N', CROP.height, CROP.width, 1]
  const detector = await Graph.load<'score' | 'corners'>(
    await graph('detector'),
    {
      name: 'detector',
      input: { name: 'image', shape: [1, 'H', 'W', 3] },
      outputs: { score: [1, 'h', 'w'], corners: [1, 8, 'h', 'w'] },
    },
    threads,
  )
  const corners = await Graph.load<'corners' | 'plate'>(
    await graph('corners'),
    { name: 'corners', input: { name: 'crop', shape: crop }, outputs: { corners: ['N', 8], plate: ['N'] } },
    threads,
  )
  const { readers, columns } = manifest.models.reader
  const reader = await Graph.load<'log_probs'>(
    await graph('reader'),
    {
      name: 'reader',
      input: { name: 'plate', shape: crop },
      outputs: { log_probs: ['N', readers, columns, CLASSES] },
    },
    threads,
  )
  await warmUp(detector, [1, 384, 640, 3])
  await warmUp(corners, [1, CROP.height, CROP.width, 1])
  await warmUp(reader, [1, CROP.height, CROP.width, 1])
  const jurisdiction = await loadJurisdiction(folder, manifest, threads, precision)
  // The version stands on every Read and must tell which graphs read it.
  const version = precision === 'fp32' ? manifest.version : `${manifest.version}-${precision}`
  return { version, manifest: manifest.models, detector, corners, reader, jurisdiction }
}

async function loadJurisdiction(
  folder: string,
  manifest: Manifest,
  threads: number,
  precision: Precision,
): Promise<JurisdictionModel | null> {
  const entry = manifest.models.jurisdiction
  if (!entry) return null
  const graph = await Graph.load<'logits'>(
    await readGraph(folder, manifest, 'jurisdiction', precision),
    {
      name: 'jurisdiction',
      input: { name: 'plate', shape: ['N', STATE_CROP.height, STATE_CROP.width, 3] },
      outputs: { logits: ['N', entry.classes.length] },
    },
    threads,
  )
  await warmUp(graph, [1, STATE_CROP.height, STATE_CROP.width, 3])
  const { classes, least, formatWeight, formatFloor } = entry
  const file = await readFormats(folder, manifest)
  const formats = file && formatsOf(file)
  return { graph, entry, jurisdictions: { classes, least, formatWeight, formatFloor, formats } }
}

/**
 * A graph's first run takes many times as long as later ones, and the first vehicle would pay for it. It also
 * shows at start, not on the road, whether the graph can run at all.
 */
async function warmUp(graph: Graph<string>, dims: readonly number[]): Promise<void> {
  const bytes = dims.reduce((product, size) => product * size, 1)
  await graph.run(new Uint8Array(bytes).fill(114), dims)
}
