import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ModelError } from '../detect/detector.ts'
import { PhotographError } from '../photograph/decode.ts'
import { box, drawScene, FIXTURE_MODELS, pngOf } from '../photograph/scene.fixture.ts'
import { beam } from '../read/lattice.ts'
import { type ThreadedVision, threadedVision } from './threaded-vision.ts'
import { VisionError } from './vision.ts'

const corners = box(400, 300, 160, 80)
const picture = drawScene(1280, 720, [{ text: 'AB1C2D', corners }])
const frame = { pixels: { kind: 'encoded', bytes: await pngOf(picture) } } as const
const rawFrame = { pixels: { kind: 'rgb', width: 1280, height: 720, bytes: picture.rgb } } as const
const broken = { pixels: { kind: 'encoded', bytes: Uint8Array.of(1, 2, 3) } } as const

const restarts: VisionError[] = []
let vision: ThreadedVision
beforeAll(async () => {
  vision = await threadedVision({ models: FIXTURE_MODELS, threads: 1 }, (error) => restarts.push(error))
})
afterAll(() => vision.close())

describe('threadedVision', () => {
  it('sees the plate in an encoded photograph and in a raw frame', async () => {
    for (const each of [frame, rawFrame]) {
      const look = await vision.see(each)
      expect([look.width, look.height]).toEqual([1280, 720])
      expect(look.glimpses.map(({ lattice }) => beam(lattice, 4)[0]?.text)).toEqual(['AB1C2D'])
      expect(Math.abs((look.glimpses[0]?.detection.corners[0][0] ?? 0) - 400)).toBeLessThan(3)
      for (const stage of ['decode', 'detect', 'read'] as const) expect(look.ms[stage]).toBeGreaterThan(0)
    }
    expect(vision.model).toBe('fixture-1')
  })

  it('looks only where it is told to, and says where that is in the whole picture', async () => {
    const here = await vision.see(rawFrame, { left: 320, top: 192, width: 320, height: 256 })
    expect([here.width, here.height]).toEqual([1280, 720])
    expect(Math.abs((here.glimpses[0]?.detection.corners[0][0] ?? 0) - 400)).toBeLessThan(3)
    const elsewhere = await vision.see(rawFrame, { left: 704, top: 192, width: 320, height: 256 })
    expect(elsewhere.glimpses).toEqual([])
  })

  it('takes a loosely cut crop as one plate', async () => {
    const crop = drawScene(320, 160, [{ text: '7B2', corners: box(25, 20, 270, 125) }])
    const look = await vision.seeCrop({ pixels: { kind: 'encoded', bytes: await pngOf(crop) } })
    expect(look.glimpses.map(({ lattice }) => beam(lattice, 4)[0]?.text)).toEqual(['7B2'])
  })

  it('reports a frame that cannot be decoded, and goes on', async () => {
    const [bad, good] = await Promise.allSettled([vision.see(broken), vision.see(frame)])
    expect(bad.status === 'rejected' && bad.reason).toBeInstanceOf(PhotographError)
    expect(bad.status === 'rejected' && bad.reason.hint).not.toBe('')
    expect(good.status === 'fulfilled' && good.value.glimpses.length).toBe(1)
  })

  it('cuts the images of a read', async () => {
    const evidence = await vision.evidence(frame, corners)
    expect([...evidence.scene.jpeg.subarray(0, 2)]).toEqual([0xff, 0xd8])
    expect([...evidence.plate.jpeg.subarray(0, 2)]).toEqual([0xff, 0xd8])
    expect([evidence.scene.width, evidence.scene.height]).toEqual([1280, 720])
  })

  it('leaves the event loop free while a model runs', async () => {
    let turns = 0
    const clock = setInterval(() => turns++, 2)
    const started = performance.now()
    await Promise.all(Array.from({ length: 6 }, () => vision.see(rawFrame)))
    clearInterval(clock)
    expect(turns).toBeGreaterThan((performance.now() - started) / 2 / 4)
  })

  it('fails what a dying thread was asked, says so, and sees again with a new one', async () => {
    const entry = new URL('./mortal-thread.fixture.ts', import.meta.url)
    const heard: VisionError[] = []
    const mortal = await threadedVision(
      { models: FIXTURE_MODELS, threads: 1 },
      (error) => heard.push(error),
      entry,
    )
    const asked = [mortal.see(frame), mortal.evidence(frame, corners), mortal.see(frame)]
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.map((each) => each.status === 'rejected' && each.reason.name)).toContain('VisionError')
    expect(outcomes[1]?.status).toBe('rejected')
    expect(heard.map((error) => error.message)).toEqual([expect.stringMatching(/code 7/)])
    expect((await mortal.see(frame)).glimpses).toHaveLength(1)
    await mortal.close()
    expect(heard).toHaveLength(1)
  })

  it('does not start without its models', async () => {
    await expect(threadedVision({ models: '/nowhere', threads: 1 }, () => {})).rejects.toThrow(ModelError)
  })

  it('refuses calls after it was closed, and what was under way', async () => {
    const closing = await threadedVision({ models: FIXTURE_MODELS, threads: 1 }, (error) =>
      restarts.push(error),
    )
    const before = restarts.length
    const underWay = closing.see(frame)
    await new Promise((resolve) => setImmediate(resolve))
    await closing.close()
    await expect(underWay).rejects.toThrow(VisionError)
    await expect(closing.see(frame)).rejects.toThrow(/closed/)
    expect(restarts).toHaveLength(before)
  })
})
