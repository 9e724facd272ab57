import { ALPHABET } from '@archway/shared/plate'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { project } from '../../edge-agent/src/photograph/homography.ts'
import { CLASSES } from '../../edge-agent/src/read/lattice.ts'
import type { Lattice } from '../../edge-agent/src/read/reader.ts'
import { type AngleLook, passing } from './fuse-angles.ts'
import type { Plate, Trial } from './fusion-benchmark.ts'
import { fusionReport, worthOf } from './fusion-report.ts'
import { seenFrom } from './perspective.ts'
import { randomFor } from './random.ts'
import { type Severity, secondView } from './second-view.ts'

const plate = { x0: 100, y0: 60, x1: 300, y1: 160 }
const straight = { yaw: 0, pitch: 0, roll: 0, scale: 1 }

describe('seenFrom', () => {
  it('cuts the plate as it stands, with a little around it, when the camera stays', () => {
    const { size, toPicture } = seenFrom(plate, straight, 0.04)
    expect(size).toEqual({ width: 217, height: 109 })
    const [x, y] = project(toPicture, size.width * 0.04, size.height * 0.04)
    expect(x).toBeCloseTo(100, 0)
    expect(y).toBeCloseTo(60, 0)
  })

  it('shows a plate narrower from the side, its far end smaller', () => {
    const { size, toPicture } = seenFrom(plate, { ...straight, yaw: 60 }, 0)
    expect(size.width).toBeGreaterThan(95)
    expect(size.width).toBeLessThan(105)
    const across = (x: number) => {
      const [, top] = project(toPicture, x, 0)
      const [, bottom] = project(toPicture, x, size.height)
      return bottom - top
    }
    // Where the plate is farther off, the same pixels hold more of it.
    expect(Math.abs(across(1) - across(size.width - 1))).toBeGreaterThan(5)
  })
})

describe('secondView', () => {
  const width = 400
  const rgb = Uint8Array.from({ length: width * 220 * 3 }, (_, index) =>
    Math.floor(index / 3 / 4) % 2 === 0 ? 40 : 210,
  )
  const picture = { width, height: 220, rgb }
  const take = (severity: Severity, name: string) => secondView(picture, plate, severity, randomFor(name))
  const contrast = async (jpeg: Uint8Array) => (await sharp(jpeg).greyscale().stats()).channels[0]?.stdev ?? 0

  it('is the same for the same seed and another for another', async () => {
    expect(await take('mild', 'a')).toEqual(await take('mild', 'a'))
    expect(await take('mild', 'a')).not.toEqual(await take('mild', 'b'))
  })

  it('shows less the severer it is, and never makes a plate too narrow to claim', async () => {
    const mean = async (severity: Severity) => {
      const views = await Promise.all(Array.from({ length: 6 }, (_, seed) => take(severity, `${seed}`)))
      const values = await Promise.all(views.map(contrast))
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    const [mild, medium, strong] = [await mean('mild'), await mean('medium'), await mean('strong')]
    expect(mild).toBeGreaterThan(medium)
    expect(medium).toBeGreaterThan(strong)
    const { width: narrow } = await sharp(
      await secondView(picture, { x0: 100, y0: 60, x1: 150, y1: 85 }, 'strong', randomFor('c')),
    ).metadata()
    expect(narrow).toBeGreaterThanOrEqual(48)
  })
})

/** What a reader says that is so certain of each character, the rest on its doubt or on all others. */
function latticeOf(text: string, certainty: number, doubts: Readonly<Record<number, string>>): Lattice {
  const columns = 2 * text.length + 1
  const logProbabilities = new Float32Array(columns * CLASSES).fill(Math.log(1e-7))
  for (let column = 0; column < columns; column++) logProbabilities[column * CLASSES] = Math.log(0.998)
  for (const [index, char] of [...text].entries()) {
    const doubt = doubts[index]
    const row = Array.from(ALPHABET, (other) => {
      if (other === char) return certainty
      if (doubt === undefined) return (1 - certainty) / (ALPHABET.length - 1)
      return other === doubt ? 1 - certainty : 1e-7
    })
    logProbabilities.set([1e-7, ...row].map(Math.log), (2 * index + 1) * CLASSES)
  }
  return { columns, logProbabilities }
}

const lookAt = (text: string, certainty: number, doubts: Record<number, string> = {}): AngleLook => ({
  pixels: { kind: 'encoded', bytes: new Uint8Array() },
  look: {
    width: 200,
    height: 100,
    glimpses: [
      {
        detection: {
          corners: [
            [10, 10],
            [110, 10],
            [110, 60],
            [10, 60],
          ],
          probability: 0.97,
        },
        lattice: latticeOf(text, certainty, doubts),
        jurisdiction: null,
      },
    ],
    ms: { decode: 0, detect: 0, read: 0 },
  },
})

describe('passing', () => {
  it('is fused by the agent: the second angle settles what the first one doubts', () => {
    const first = lookAt('A8C123', 0.8, { 1: 'B' })
    const second = lookAt('ABC123', 0.95, { 1: '8' })
    expect(passing([first], 'ABC123')).toMatchObject({ said: { folded: false }, reads: 1 })
    expect(passing([first, second], 'ABC123')).toMatchObject({ said: { exact: true }, reads: 1 })
  })

  it('tells when fusion took the angles for two plates, and folds O to 0', () => {
    expect(passing([lookAt('ABC123', 0.9), lookAt('XYZ789', 0.99)], 'XYZ789')).toMatchObject({
      said: { exact: true },
      reads: 2,
    })
    expect(passing([lookAt('AO1', 0.9)], 'A01').said).toMatchObject({ exact: false, folded: true })
  })
})

describe('worthOf', () => {
  const said = (folded: boolean) => ({ exact: folded, folded, foldedProbability: 0.9 })
  const trial = (one: boolean, two: boolean, fused: boolean): Trial => ({
    ...{ variant: 'both rendered', severity: 'mild', isSplit: false },
    ...{ one: said(one), two: said(two), fused: said(fused) },
  })
  const plates: Plate[] = Array.from({ length: 40 }, (_, index) => ({
    trials: index < 4 ? [trial(false, false, index < 2)] : [trial(true, index > 10, true)],
  }))

  it('counts what is left of the errors of the angle that makes fewer', () => {
    const { passings, one, two, fused, left } = worthOf(plates, 'folded', () => true)
    expect({ passings, one, two, fused }).toEqual({ passings: 40, one: 4, two: 11, fused: 2 })
    expect(left.value).toBe(0.5)
    expect(left.low).toBeLessThan(0.5)
    expect(left.high).toBeGreaterThan(0.5)
    expect(fusionReport('set', 'm', plates)).toContain('| mild | 40 | 4, 11 | 2 | 50 % (')
  })

  it('claims nothing where there was no error', () => {
    expect(worthOf(plates.slice(20), 'exact', () => true).left.value).toBe(0)
  })
})
