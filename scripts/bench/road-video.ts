import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

const SCENES = new URL('../sample-scenes/', import.meta.url)
const ROAD_SECONDS = 2.5

interface SceneRow {
  readonly passing: string
  readonly camera: string
  readonly light: string
  readonly file: string
}

/**
 * A video as a fixed camera gives it, 1920×1080: the daylight passings of one camera of the sample scenes with its empty
 * road between them, and a sensor's noise over all of it. Needs ffmpeg. Returns the file, and how much of it is road.
 */
export async function roadVideo(
  folder: string,
  camera: string,
  rate: number,
): Promise<{ readonly path: string; readonly passings: number; readonly roadShare: number }> {
  const table = JSON.parse(await readFile(new URL('scenes.json', SCENES), 'utf8')) as { frames: SceneRow[] }
  const shots = table.frames.filter((row) => row.camera === camera && row.light === 'day')
  const fileOf = ({ file }: SceneRow) => new URL(file, SCENES).pathname
  const road = join(folder, `${camera}-road.jpg`)
  await writeRoad(shots.map(fileOf), road)

  const lines = ['ffconcat version 1.0']
  const passings = new Map<string, SceneRow[]>()
  for (const shot of shots) passings.set(shot.passing, [...(passings.get(shot.passing) ?? []), shot])
  for (const frames of passings.values()) {
    lines.push(`file '${road}'`, `duration ${ROAD_SECONDS}`)
    // The scenes are 100 ms apart; a camera's frames are less.
    for (const shot of frames) lines.push(`file '${fileOf(shot)}'`, 'duration 0.1')
  }
  lines.push(`file '${road}'`, `duration ${ROAD_SECONDS}`)
  const list = join(folder, `${camera}.ffconcat`)
  await writeFile(list, `${lines.join('\n')}\n`)

  const path = join(folder, `${camera}.mp4`)
  const filters = `fps=${rate},scale=1920:1080,noise=alls=5:allf=t,format=yuv420p`
  const encode = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23']
  const input = ['-f', 'concat', '-safe', '0', '-i', list]
  const done = spawnSync(
    'ffmpeg',
    ['-nostdin', '-loglevel', 'error', '-y', ...input, '-vf', filters, ...encode, path],
    {
      encoding: 'utf8',
    },
  )
  if (done.error) throw new Error(`cannot run ffmpeg (Debian: apt-get install ffmpeg): ${done.error.message}`)
  if (done.status !== 0) throw new Error(`ffmpeg made no video: ${done.stderr.trim()}`)
  const roadMs = (passings.size + 1) * ROAD_SECONDS * 1000
  return { path, passings: passings.size, roadShare: roadMs / (roadMs + shots.length * 100) }
}

/**
 * About what a camera sees when nobody passes: the median of its pictures, byte by byte. Few pictures leave traces of
 * vehicles in it, so it is blurred until there is no plate to be found.
 */
async function writeRoad(files: readonly string[], to: string): Promise<void> {
  const pictures = await Promise.all(
    files.map((file) => sharp(file).raw().toBuffer({ resolveWithObject: true })),
  )
  const [first] = pictures
  if (!first) throw new Error('there are no sample scenes of this camera: draw them again')
  const { width, height } = first.info
  const road = Buffer.alloc(first.data.length)
  const values = new Uint8Array(pictures.length)
  for (let at = 0; at < road.length; at++) {
    for (const [index, { data }] of pictures.entries()) values[index] = data[at] ?? 0
    values.sort()
    road[at] = values[values.length >> 1] ?? 0
  }
  await sharp(road, { raw: { width, height, channels: 3 } })
    .blur(14)
    .jpeg({ quality: 92 })
    .toFile(to)
}
