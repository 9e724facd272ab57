import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { leapingClock } from './clock.fixture.ts'
import type { Clock } from './clock.ts'
import { frameSourceContract } from './frame-source.contract.ts'
import { picturesOf } from './ppm.ts'
import { newFolder, videoIn } from './recording.fixture.ts'
import { videoPictures } from './video-pictures.ts'
import { videoSource } from './video-source.ts'

const folder = await newFolder()
const path = await videoIn(folder)
const noVideo = join(folder, 'no-video.mp4')
await writeFile(noVideo, 'this is no video')
afterAll(() => rm(folder, { recursive: true }))

const never = new AbortController().signal
const sourceOf = (from: string, clock: Clock, loop = false) =>
  videoSource({ camera: 'gate-1', angle: 1, path: from, rate: 5, clock, speed: 1, loop })

frameSourceContract('videoSource', {
  working: (clock, loop) => sourceOf(path, clock, loop),
  broken: (clock) => sourceOf(noVideo, clock),
  frames: 5,
})

describe('videoSource', () => {
  it('gives RGB pictures at the rate asked for', async () => {
    const clock = leapingClock()
    const started = clock.now()
    const times: number[] = []
    for await (const { capturedAt, pixels } of sourceOf(path, clock).frames(never)) {
      times.push(capturedAt - started)
      expect(pixels).toMatchObject({ kind: 'rgb', width: 64, height: 48 })
      expect(pixels.bytes.byteLength).toBe(64 * 48 * 3)
      expect(new Set(pixels.bytes).size).toBeGreaterThan(2)
    }
    expect(times).toEqual([0, 200, 400, 600, 800])
  })
})

describe('videoPictures', () => {
  const first = (from: string, program?: string) => videoPictures(from, 5, never, program).next()

  it("tells ffmpeg's last words", async () => {
    await expect(first(noVideo)).rejects.toThrow(/ffmpeg gave up on .*no-video\.mp4: .*Invalid data/s)
  })

  it('says what to install where there is no ffmpeg', async () => {
    await expect(first(path, 'ffmpeg-that-is-not-there')).rejects.toMatchObject({
      message: expect.stringMatching(/cannot run ffmpeg/),
      hint: expect.stringMatching(/apt-get install ffmpeg/),
    })
  })
})

describe('picturesOf', () => {
  const ppm = (width: number, height: number, level: number) =>
    Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.alloc(width * height * 3, level)])

  async function* inChunksOf(bytes: Uint8Array, size: number) {
    for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
  }

  it('finds the pictures however the stream is cut', async () => {
    const stream = Buffer.concat([ppm(4, 3, 10), ppm(2, 2, 32), ppm(7, 1, 250)])
    for (const size of [1, 3, 12, 13, 50, 1000]) {
      const seen: string[] = []
      for await (const { width, height, bytes } of picturesOf(inChunksOf(stream, size))) {
        seen.push(`${width}×${height} ${bytes[0]} ${bytes.at(-1)}`)
      }
      expect(seen).toEqual(['4×3 10 10', '2×2 32 32', '7×1 250 250'])
    }
  })

  it('refuses a stream that breaks off, holds something else or claims the impossible', async () => {
    const drain = async (bytes: Uint8Array) => {
      for await (const _ of picturesOf(inChunksOf(bytes, 64))) {
        // Taken and dropped.
      }
    }
    await expect(drain(ppm(9, 9, 1).subarray(0, 100))).rejects.toThrow(/broke off/)
    await expect(drain(Buffer.from('P6\n9 9'))).rejects.toThrow(/broke off/)
    await expect(drain(Buffer.from('x'.repeat(80)))).rejects.toThrow(/no pictures/)
    await expect(drain(Buffer.from(`P6\n99999 99999\n255\n${'x'.repeat(40)}`))).rejects.toThrow(/99999×99999/)
  })
})
