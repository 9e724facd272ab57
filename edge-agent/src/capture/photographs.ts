import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { CaptureError } from './frame-source.ts'

const PHOTOGRAPHS: ReadonlySet<string> = new Set([
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.tif',
  '.tiff',
  '.avif',
  '.heic',
  '.gif',
])

export const isPhotograph = (path: string): boolean => PHOTOGRAPHS.has(extname(path).toLowerCase())

/** Names as a person orders them: `frame-9` before `frame-10`. */
export const byName = new Intl.Collator('en', { numeric: true }).compare

/** Paths of the photographs in a folder, by name. Throws `CaptureError` where there is none. */
export async function photographsIn(folder: string): Promise<string[]> {
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (cause) {
    throw new CaptureError(`cannot read the folder ${folder}`, 'Check its path and its permissions.', cause)
  }
  const photographs = names.filter((name) => !name.startsWith('.') && isPhotograph(name)).sort(byName)
  if (photographs.length === 0) {
    throw new CaptureError(`there is no photograph in ${folder}`, 'Put JPEG, PNG, WebP or TIFF files there.')
  }
  return photographs.map((name) => join(folder, name))
}
