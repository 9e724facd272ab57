import { describe, expect, it } from 'vitest'
import { box, drawScene, FIXTURE_MODELS } from '../photograph/scene.fixture.ts'
import { openEyes, severalEyes } from './several-eyes.ts'
import type { Look, Vision } from './vision.ts'

const LOOK: Look = { width: 1, height: 1, glimpses: [], ms: { decode: 0, detect: 0, read: 0 } }
const FRAME = { pixels: { kind: 'encoded', bytes: Uint8Array.of(1) } } as const

/** Eyes that see when they are told to. */
function slowEyes(): { vision: Vision; asked: () => number; answer: () => void; isClosed: () => boolean } {
  const waiting: (() => void)[] = []
  let asked = 0
  let isClosed = false
  const vision: Vision = {
    model: 'm',
    jurisdictions: null,
    see: () => {
      asked += 1
      return new Promise((resolve) => waiting.push(() => resolve(LOOK)))
    },
    evidence: () => Promise.reject(new Error('no images')),
    async close() {
      isClosed = true
    },
  }
  return { vision, asked: () => asked, answer: () => waiting.shift()?.(), isClosed: () => isClosed }
}

describe('several eyes', () => {
  it('give each call to the pair that has the least to do, also after one failed', async () => {
    const [one, two] = [slowEyes(), slowEyes()]
    const eyes = severalEyes([one.vision, two.vision])
    const first = eyes.see(FRAME)
    const second = eyes.see(FRAME)
    expect([one.asked(), two.asked()]).toEqual([1, 1])
    two.answer()
    expect(await second).toBe(LOOK)
    const third = eyes.see(FRAME)
    expect([one.asked(), two.asked()]).toEqual([1, 2])
    one.answer()
    two.answer()
    await Promise.all([first, third])
    await expect(
      eyes.evidence(FRAME, [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    ).rejects.toThrow('no images')
    void eyes.see(FRAME)
    void eyes.see(FRAME)
    expect([one.asked(), two.asked()]).toEqual([2, 3])
    await eyes.close()
    expect([one.isClosed(), two.isClosed()]).toEqual([true, true])
  })

  it('that cannot all be had are none', async () => {
    await expect(openEyes(2, { models: '/nowhere', threads: 1 }, () => {})).rejects.toThrow('/nowhere')
    await expect(openEyes(0, { models: FIXTURE_MODELS, threads: 1 }, () => {})).rejects.toThrow(RangeError)
  })

  it('see what one pair sees, and where it is told to look', async () => {
    const eyes = await openEyes(2, { models: FIXTURE_MODELS, threads: 1 }, () => {})
    try {
      const plate = drawScene(1280, 720, [{ text: 'AB12', corners: box(400, 300, 160, 80) }])
      const drawn = { pixels: { kind: 'rgb', width: 1280, height: 720, bytes: plate.rgb } } as const
      const elsewhere = { left: 704, top: 192, width: 320, height: 256 }
      const [found, none] = await Promise.all([eyes.see(drawn), eyes.see(drawn, elsewhere)])
      expect([found.glimpses.length, none.glimpses.length]).toEqual([1, 0])
      const pixels = { kind: 'rgb', width: 64, height: 64, bytes: new Uint8Array(64 * 64 * 3) } as const
      const looks = await Promise.all([eyes.see({ pixels }), eyes.see({ pixels })])
      expect(looks.map(({ width, height }) => [width, height])).toEqual([
        [64, 64],
        [64, 64],
      ])
    } finally {
      await eyes.close()
    }
  })
})
