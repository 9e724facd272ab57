import { describe, expect, it } from 'vitest'
import type { Frame } from './frame-source.ts'
import { motionGate } from './motion-gate.ts'

const WIDTH = 640
const HEIGHT = 384

/** A grey road, `brighter` by so much, with a block of 70×30 px at `x`. Noise repeats. */
function frame(
  at: number,
  given: { x?: number; brighter?: number; noise?: number; camera?: string } = {},
): Frame {
  const { x, brighter = 0, noise = 0, camera = 'one' } = given
  const bytes = new Uint8Array(WIDTH * HEIGHT * 3)
  for (let at = 0; at < bytes.length; at++) bytes[at] = 90 + brighter + ((at * 7919) % 13) * noise
  if (x !== undefined) {
    for (let y = 100; y < 130; y++) bytes.fill(220, (y * WIDTH + x) * 3, (y * WIDTH + x + 70) * 3)
  }
  const pixels = { kind: 'rgb', width: WIDTH, height: HEIGHT, bytes } as const
  return { camera, angle: 1, sequence: 0, capturedAt: at, pixels }
}

/** What the gate says of each frame, told of every look that it asks for: all of it, part of it, or none. */
function answers(frames: readonly (readonly [Frame, number])[]): string {
  const gate = motionGate()
  return frames
    .map(([each, plates]) => {
      const where = gate.whereToLook(each)
      if (where === 'nowhere') return '.'
      gate.looked(each, plates)
      return where === 'everywhere' ? 'L' : 'p'
    })
    .join('')
}

describe('motionGate', () => {
  it('looks once at an empty road, and again after a second', () => {
    const times = Array.from({ length: 25 }, (_, index) => index * 66)
    expect(answers(times.map((at) => [frame(at), 0]))).toBe('L...............L........')
  })

  it('looks at what comes into view, at once and until it has left', () => {
    const road = [0, 66, 132].map((at) => [frame(at), 0] as const)
    const passing = [198, 264, 330].map((at, index) => [frame(at, { x: 20 + 190 * index }), 1] as const)
    const after = [396, 500, 600, 700, 800].map((at) => [frame(at), 0] as const)
    expect(answers([...road, ...passing, ...after])).toBe('L..pppL....')
  })

  it('never calls a frame still while a plate is in view, however still it stands', () => {
    expect(answers([0, 66, 132, 198].map((at) => [frame(at, { x: 200 }), 1]))).toBe('LLLL')
  })

  it('looks once a second at all of the picture while something is in view, and at where that stands between', () => {
    const times = Array.from({ length: 36 }, (_, index) => index * 66)
    const standing = times.map((at) => [frame(at, at > 0 ? { x: 300 } : {}), at > 0 ? 1 : 0] as const)
    expect(answers(standing)).toBe(`L${'p'.repeat(15)}L${'p'.repeat(15)}Lppp`)
  })

  it('knows no empty road until it has seen one', () => {
    const leaving = [0, 66, 132].map((at) => [frame(at, { x: 300 }), 1] as const)
    const after = Array.from({ length: 25 }, (_, index) => [frame(198 + index * 66), 0] as const)
    const next = [[frame(1848, { x: 300 }), 1] as const]
    expect(answers([...leaving, ...after, ...next])).toBe(`${'L'.repeat(9)}${'.'.repeat(15)}L...p`)
  })

  it('is not opened by exposure or noise, and is by a change of a few levels', () => {
    const same = [frame(66, { brighter: 20 }), frame(132, { noise: 1 }), frame(198, { brighter: -9 })]
    expect(answers([[frame(0), 0], ...same.map((each) => [each, 0] as const)])).toBe('L...')
    expect(
      answers([
        [frame(0), 0],
        [frame(66, { x: 233 }), 0],
      ]),
    ).toBe('Lp')
  })

  it('keeps cameras apart, and lets encoded photographs through', () => {
    const other = frame(66, { camera: 'two' })
    const encoded: Frame = { ...other, pixels: { kind: 'encoded', bytes: Uint8Array.of(1) } }
    expect(
      answers([
        [frame(0), 0],
        [other, 0],
        [encoded, 0],
        [encoded, 0],
      ]),
    ).toBe('LLLL')
  })

  it('takes another size for another picture', () => {
    const turned = frame(66)
    const pixels = { ...turned.pixels, width: WIDTH / 2, height: HEIGHT / 2 }
    expect(
      answers([
        [frame(0), 0],
        [{ ...turned, pixels } as Frame, 0],
      ]),
    ).toBe('LL')
  })
})
