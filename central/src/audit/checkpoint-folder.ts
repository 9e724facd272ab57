import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../vault/durable-file.ts'
import type { Checkpoint, KeptCheckpoint } from './checkpoint.ts'

const ENDING = '.checkpoint.json'

/**
 * The place outside the system: a file a checkpoint, so that a share that forbids changing files will do. Only
 * files with the ending count; whatever else lies there does not.
 */
export async function readCheckpointFolder(folder: string): Promise<KeptCheckpoint[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(ENDING)).sort()
  return Promise.all(
    names.map(async (name) => {
      const place = join(folder, name)
      return { place, number: null, text: (await readFile(place, 'utf8')).trimEnd() }
    }),
  )
}

/** Writes those that are not there yet: also what an earlier time could not write. */
export async function handOver(
  folder: string,
  checkpoints: readonly { readonly checkpoint: Checkpoint; readonly text: string }[],
): Promise<void> {
  const there = new Set(await namesIn(folder))
  for (const { checkpoint, text } of checkpoints) {
    const name = fileName(checkpoint, text)
    if (!there.has(name)) await writeDurably(join(folder, name), Buffer.from(`${text}\n`))
  }
}

/** By time and content: two checkpoints never have one name, and a name's order is the order of making. */
function fileName({ at, size }: Checkpoint, text: string): string {
  const time = new Date(at).toISOString().replaceAll(/[-:.]/g, '')
  return `${time}-${size}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}${ENDING}`
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `audit.checkpoints: the folder ${folder} cannot be read (${why}); make or mount it, and see that it may be written`,
    )
  }
}
