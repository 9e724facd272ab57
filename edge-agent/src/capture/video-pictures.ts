import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { CaptureError } from './frame-source.ts'
import { picturesOf, type RawPicture } from './ppm.ts'

export const VIDEOS: ReadonlySet<string> = new Set([
  '.mp4',
  '.mov',
  '.mkv',
  '.avi',
  '.webm',
  '.m4v',
  '.mpg',
  '.ts',
])

const INSTALL = 'Install ffmpeg (Debian: apt-get install ffmpeg) so that it is in the PATH.'
const UNREADABLE = 'Check that the file is a video and may be read; ffmpeg must know its codec.'
/** The end of what ffmpeg says is what went wrong. */
const LAST_WORDS = 400

/**
 * The pictures of a video, upright, `rate` a second, as fast as they are taken. ffmpeg decodes them in a
 * process of its own and waits while nobody takes one.
 */
export async function* videoPictures(
  path: string,
  rate: number,
  signal: AbortSignal,
  program = 'ffmpeg',
): AsyncGenerator<RawPicture> {
  const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'error']
  const ppm = ['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-']
  const input = ['-threads', '1', '-i', `file:${path}`]
  const child = spawn(program, [...quiet, ...input, '-an', '-vf', `fps=${rate}`, ...ppm], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ending = endOf(child)
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  let count = 0
  try {
    for await (const picture of picturesOf(child.stdout)) {
      count++
      yield picture
      if (signal.aborted) return
    }
    check(path, await ending, count)
  } catch (error) {
    if (signal.aborted) return
    // A stream that breaks off is only the symptom: why ffmpeg ended tells more.
    if (!child.killed) check(path, await ending, 1)
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

type End = { readonly code: number | null; readonly words: string; readonly failed: Error | null }

function endOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<End> {
  let words = ''
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (said: string) => {
    words = (words + said).slice(-LAST_WORDS)
  })
  return new Promise((resolve) => {
    child.on('error', (failed) => resolve({ code: null, words, failed }))
    child.on('close', (code) => resolve({ code, words, failed: null }))
  })
}

function check(path: string, { code, words, failed }: End, count: number): void {
  if (failed) throw new CaptureError(`cannot run ffmpeg: ${failed.message}`, INSTALL, failed)
  if (code !== 0) throw new CaptureError(`ffmpeg gave up on ${path}: ${words.trim()}`, UNREADABLE)
  if (count === 0) throw new CaptureError(`there is no picture in ${path}`, UNREADABLE)
}
