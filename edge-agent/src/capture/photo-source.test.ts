import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { leapingClock } from './clock.fixture.ts'
import type { Clock } from './clock.ts'
import { frameSourceContract } from './frame-source.contract.ts'
import { photoSource } from './photo-source.ts'
import { folderOf, newFolder } from './recording.fixture.ts'

const folder = await folderOf(['photo-10.jpg', 'photo-9.jpg', 'another.JPEG'])
await writeFile(join(folder, 'notes.txt'), 'no photograph')
await writeFile(join(folder, '.hidden.jpg'), 'no photograph')
afterAll(() => rm(folder, { recursive: true }))

const sourceOf = (path: string, clock: Clock, loop = false) =>
  photoSource({ camera: 'desk-1', angle: 1, folder: path, interval: 3000, clock, speed: 1, loop })

frameSourceContract('photoSource', {
  working: (clock, loop) => sourceOf(folder, clock, loop),
  broken: (clock) => sourceOf(join(folder, 'nowhere'), clock),
  frames: 3,
})

describe('photoSource', () => {
  it('shows photographs by name as a person orders them, one an interval', async () => {
    const clock = leapingClock()
    const started = clock.now()
    const times: number[] = []
    const sizes: number[] = []
    for await (const { capturedAt, pixels } of sourceOf(folder, clock).frames(new AbortController().signal)) {
      times.push(capturedAt - started)
      sizes.push(pixels.bytes.byteLength)
    }
    expect(times).toEqual([0, 3000, 6000])
  })

  it('says so where a folder holds no photograph', async () => {
    const empty = await newFolder()
    const frames = sourceOf(empty, leapingClock()).frames(new AbortController().signal)
    await expect(frames[Symbol.asyncIterator]().next()).rejects.toThrow(/no photograph/)
    await rm(empty, { recursive: true })
  })
})
