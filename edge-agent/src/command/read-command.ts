import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { Pixels } from '../capture/frame-source.ts'
import { videoPictures } from '../capture/video-pictures.ts'
import { ModelError } from '../detect/detector.ts'
import { HintedError } from '../hinted-error.ts'
import type { ThreadedVision } from '../vision/threaded-vision.ts'
import { drawLook } from './draw-look.ts'
import { type Input, inputsOf } from './inputs.ts'
import { describeLook, type LookReport, reportOf } from './plate-report.ts'

export interface ReadOptions {
  readonly paths: readonly string[]
  readonly json: boolean
  /** Each image is one plate, loosely cut. */
  readonly crops: boolean
  /** Folder for pictures with what was read drawn into them. */
  readonly draw: string | null
  /** Pictures a second that are looked at in a video. */
  readonly rate: number
}

export interface Terminal {
  out(text: string): void
  err(text: string): void
}

/** Reads plates in photographs, folders and videos. Returns the exit code: 1 when a file could not be read. */
export async function readCommand(
  options: ReadOptions,
  vision: Pick<ThreadedVision, 'see' | 'seeCrop' | 'jurisdictions'>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const see = (pixels: Pixels) => (options.crops ? vision.seeCrop({ pixels }) : vision.see({ pixels }))
  const drawing = options.draw === null ? null : await drawingFolder(options.draw)
  let failures = 0

  const show = async (look: LookReport, more: { frame: number; t: number } | null, pixels: Pixels) => {
    const { file, ...rest } = look
    const name = more ? `${file} at ${more.t.toFixed(1)} s` : file
    terminal.out(options.json ? `${JSON.stringify({ file, ...more, ...rest })}\n` : describeLook(look, name))
    await drawing?.save(file, more?.frame ?? null, await drawLook(pixels, look))
  }
  const photograph = async (file: string) => {
    const pixels: Pixels = { kind: 'encoded', bytes: await readFile(file) }
    await show(reportOf(file, await see(pixels), vision.jurisdictions), null, pixels)
  }
  const video = async (file: string) => {
    let frame = 0
    let withPlates = 0
    for await (const picture of videoPictures(file, options.rate, signal)) {
      const pixels: Pixels = { kind: 'rgb', ...picture }
      const look = reportOf(file, await see(pixels), vision.jurisdictions)
      if (look.plates.length > 0) {
        withPlates++
        await show(look, { frame, t: frame / options.rate }, pixels)
      }
      frame++
    }
    if (withPlates === 0 && !options.json) terminal.out(`${file}: no plate in ${frame} frames\n`)
  }
  const readOne = async (input: Input) => {
    if (input.kind === 'unusable') throw new Error(input.error)
    await (input.kind === 'video' ? video(input.file) : photograph(input.file))
  }

  for await (const input of inputsOf(options.paths)) {
    if (signal.aborted) break
    try {
      await readOne(input)
    } catch (thrown) {
      // Without its models nothing can be read: that is the end of the run, not a matter of this file.
      if (thrown instanceof ModelError) throw thrown
      failures++
      const error = wordsOf(thrown)
      if (options.json) terminal.out(`${JSON.stringify({ file: input.file, error })}\n`)
      else terminal.err(`${input.file}: ${error}\n`)
    }
  }
  return failures > 0 ? 1 : 0
}

const wordsOf = (thrown: unknown): string => {
  if (thrown instanceof HintedError) return `${thrown.message}. ${thrown.hint}`
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Pictures are named after their files, with `-read`, so that no photograph is ever written over. */
async function drawingFolder(folder: string) {
  await mkdir(folder, { recursive: true })
  const used = new Map<string, number>()
  return {
    async save(file: string, frame: number | null, jpeg: Uint8Array): Promise<void> {
      const stem =
        basename(file, extname(file)) + (frame === null ? '' : `-${String(frame).padStart(6, '0')}`)
      const before = used.get(stem) ?? 0
      used.set(stem, before + 1)
      const name = before === 0 ? `${stem}-read.jpg` : `${stem}-${before + 1}-read.jpg`
      await writeFile(join(folder, name), jpeg)
    },
  }
}
