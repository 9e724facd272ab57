import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { byName, isPhotograph } from '../capture/photographs.ts'
import { VIDEOS } from '../capture/video-pictures.ts'

/** One file that was named, or lies in a folder that was named; or why a path gives none. */
export type Input =
  | { readonly kind: 'photograph' | 'video'; readonly file: string }
  | { readonly kind: 'unusable'; readonly file: string; readonly error: string }

const isVideo = (path: string) => VIDEOS.has(extname(path).toLowerCase())

/** Files stay as they are named, whatever their extension; of a folder, its photographs and videos by name. */
export async function* inputsOf(paths: readonly string[]): AsyncGenerator<Input> {
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) yield* inFolder(path)
      else yield { kind: isVideo(path) ? 'video' : 'photograph', file: path }
    } catch (error) {
      yield { kind: 'unusable', file: path, error: reasonOf(error) }
    }
  }
}

async function* inFolder(folder: string): AsyncGenerator<Input> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort(byName)
  const files = names.filter((name) => isPhotograph(name) || isVideo(name))
  if (files.length === 0) {
    yield { kind: 'unusable', file: folder, error: 'the folder holds no photograph and no video' }
  }
  for (const name of files) yield { kind: isVideo(name) ? 'video' : 'photograph', file: join(folder, name) }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'there is no such file'
  return error instanceof Error ? error.message : String(error)
}
