import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'archway-capture-'))

const grey = (level: number): Promise<Uint8Array> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: { r: level, g: level, b: level } } })
    .jpeg()
    .toBuffer()

/** A folder with these files, each a picture of a grey of its own. */
export async function folderOf(names: readonly string[]): Promise<string> {
  const folder = await newFolder()
  for (const [index, name] of names.entries())
    await writeFile(join(folder, name), await grey(20 + index * 20))
  return folder
}

/** A video of one second: 64×48, ten frames a second. */
export async function videoIn(folder: string): Promise<string> {
  const path = join(folder, 'video.mp4')
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=1']
  await promisify(execFile)('ffmpeg', ['-loglevel', 'error', ...source, '-pix_fmt', 'yuv420p', '-y', path])
  return path
}
