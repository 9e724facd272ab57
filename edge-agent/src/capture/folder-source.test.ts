import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { leapingClock } from './clock.fixture.ts'
import type { Clock } from './clock.ts'
import { folderSource } from './folder-source.ts'
import { frameSourceContract } from './frame-source.contract.ts'
import { folderOf } from './recording.fixture.ts'

const files = ['a1-0.jpg', 'a1-1.jpg', 'a2-0.jpg', 'b1-0.jpg', 'b2-0.jpg', 'car-0.jpg']
const plain = await folderOf(files)
const scenes = await folderOf(files)
const row = (passing: string, unit: string, angle: number, file: string, t_ms: number) => ({
  ...{ passing, unit, angle, file, t_ms },
  ...{ camera: `${unit}-${angle}`, light: 'day', plates: [] },
})
await writeFile(
  join(scenes, 'scenes.json'),
  JSON.stringify({
    width: 64,
    height: 48,
    frames: [
      row('a', 'gate', 1, 'a1-0.jpg', 0),
      row('a', 'gate', 1, 'a1-1.jpg', 100),
      row('a', 'gate', 2, 'a2-0.jpg', 700),
      row('v', 'car', 1, 'car-0.jpg', 0),
      row('b', 'gate', 1, 'b1-0.jpg', 50),
      row('b', 'gate', 2, 'b2-0.jpg', 400),
    ],
  }),
)
afterAll(() => Promise.all([plain, scenes].map((folder) => rm(folder, { recursive: true }))))

const sourceOf = (
  folder: string,
  clock: Clock,
  { angle = 1 as 1 | 2, unit = 'gate' as string | null, speed = 1, loop = false } = {},
) =>
  folderSource({
    camera: `camera-${angle}`,
    angle,
    folder,
    unit,
    interval: 250,
    gap: 2000,
    clock,
    speed,
    loop,
  })

frameSourceContract('folderSource of named files', {
  working: (clock, loop) => sourceOf(plain, clock, { loop }),
  broken: (clock) => sourceOf(join(plain, 'nowhere'), clock),
  frames: 6,
})

frameSourceContract('folderSource of scenes.json', {
  working: (clock, loop) => sourceOf(scenes, clock, { loop }),
  broken: (clock) => sourceOf(scenes, clock, { unit: 'boat' }),
  frames: 3,
})

const timesOf = async (options: Parameters<typeof sourceOf>[2], count = 99) => {
  const clock = leapingClock()
  const started = clock.now()
  const times: number[] = []
  for await (const frame of sourceOf(scenes, clock, options).frames(new AbortController().signal)) {
    times.push(frame.capturedAt - started)
    if (times.length === count) break
  }
  return times
}

describe('folderSource', () => {
  it('keeps the times of scenes.json, with its passings a gap apart and both cameras in step', async () => {
    expect(await timesOf({ angle: 1 })).toEqual([0, 100, 2750])
    expect(await timesOf({ angle: 2 })).toEqual([700, 3100])
  })

  it('replays faster when told to', async () => {
    expect(await timesOf({ angle: 1, speed: 10 })).toEqual([0, 10, 275])
  })

  it('loops after the whole recording of the unit, so that cameras stay in step', async () => {
    expect(await timesOf({ angle: 1, loop: true }, 5)).toEqual([0, 100, 2750, 5100, 5200])
    expect(await timesOf({ angle: 2, loop: true }, 4)).toEqual([700, 3100, 5800, 8200])
  })

  it('names the units that there are when asked for another', async () => {
    const frames = sourceOf(scenes, leapingClock(), { unit: 'boat' }).frames(new AbortController().signal)
    await expect(frames[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      hint: 'Its units are: gate, car.',
    })
  })

  it('refuses a scenes.json that is damaged or points outside its folder', async () => {
    for (const text of ['{', JSON.stringify({ frames: [row('a', 'gate', 1, '../a.jpg', 0)] })]) {
      const folder = await folderOf(['a.jpg'])
      await writeFile(join(folder, 'scenes.json'), text)
      const frames = sourceOf(folder, leapingClock()).frames(new AbortController().signal)
      await expect(frames[Symbol.asyncIterator]().next()).rejects.toThrow(/not a table of scenes/)
      await rm(folder, { recursive: true })
    }
  })

  it('reports a frame that was deleted', async () => {
    const folder = await folderOf(['a.jpg', 'b.jpg'])
    const frames = sourceOf(folder, leapingClock())
      .frames(new AbortController().signal)
      [Symbol.asyncIterator]()
    await frames.next()
    await rm(join(folder, 'b.jpg'))
    await expect(frames.next()).rejects.toThrow(/cannot read .*b\.jpg/)
    await rm(folder, { recursive: true })
  })
})
