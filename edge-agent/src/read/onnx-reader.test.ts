import type { Corners } from '@archway/shared/read'
import { describe, expect, it } from 'vitest'
import { loadModels } from '../models/models.ts'
import { box, drawScene, FIXTURE_MODELS } from '../photograph/scene.fixture.ts'
import { beam, CLASSES } from './lattice.ts'
import { onnxReader } from './onnx-reader.ts'

const models = await loadModels(FIXTURE_MODELS, 1)
const reader = onnxReader(models)

/** The models with a graph of two networks: that of the fixture, and one to which every class is alike. */
function twoNetworks(): typeof models {
  const run: typeof models.reader.run = async (...input) => {
    const { log_probs } = await models.reader.run(...input)
    const size = 40 * CLASSES
    const data = new Float32Array(2 * log_probs.data.length).fill(-Math.log(CLASSES))
    for (let plate = 0; plate * size < log_probs.data.length; plate++)
      data.set(log_probs.data.subarray(plate * size, (plate + 1) * size), 2 * plate * size)
    return { log_probs: { data, dims: [data.length / size / 2, 2, 40, CLASSES] } }
  }
  const { manifest } = models
  return {
    ...models,
    manifest: { ...manifest, reader: { ...manifest.reader, readers: 2 } },
    reader: Object.assign(Object.create(models.reader), { run }),
  }
}

const readAt = async (text: string, corners: Corners) => {
  const [glimpse] = await reader.read(drawScene(640, 480, [{ text, corners }]), [
    { corners, probability: 0.9 },
  ])
  return glimpse && beam(glimpse.lattice, 8)[0]?.text
}

describe('onnxReader', () => {
  it('reads a plate that lies flat, is far away or fills the picture', async () => {
    expect(await readAt('AB1C2D', box(200, 200, 160, 80))).toBe('AB1C2D')
    expect(await readAt('0Z9', box(20, 20, 60, 30))).toBe('0Z9')
    expect(await readAt('AB1C2D', box(5, 5, 620, 300))).toBe('AB1C2D')
  })

  it('reads a plate seen from the side and tilted, by its corners', async () => {
    expect(
      await readAt('7KXM24', [
        [120, 100],
        [330, 150],
        [325, 260],
        [125, 230],
      ]),
    ).toBe('7KXM24')
  })

  it('gives one glimpse a detection in the same order, and none for none', async () => {
    const plates = [
      { text: 'AAA', corners: box(20, 20, 160, 80) },
      { text: '7B7', corners: box(300, 300, 120, 60) },
    ]
    const picture = drawScene(640, 480, plates)
    const detections = plates.map(({ corners }) => ({ corners, probability: 0.8 })).reverse()
    const glimpses = await reader.read(picture, detections)
    expect(glimpses.map((each) => beam(each.lattice, 4)[0]?.text)).toEqual(['7B7', 'AAA'])
    expect(glimpses.map((each) => each.detection)).toEqual(detections)
    expect(await reader.read(picture, [])).toEqual([])
  })

  it('softens by the temperature of the manifest and keeps every column a distribution', async () => {
    const warm = { ...models.manifest, reader: { ...models.manifest.reader, temperature: 4 } }
    const corners = box(200, 200, 160, 80)
    const picture = drawScene(640, 480, [{ text: 'AB1C2D', corners }])
    const [cold] = await reader.read(picture, [{ corners, probability: 1 }])
    const [soft] = await onnxReader({ ...models, manifest: warm }).read(picture, [
      { corners, probability: 1 },
    ])
    for (const glimpse of [cold, soft]) {
      for (let column = 0; column < 40; column++) {
        const row = glimpse?.lattice.logProbabilities.subarray(column * CLASSES, (column + 1) * CLASSES) ?? []
        expect([...row].reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 4)
      }
    }
    const top = (glimpse: typeof cold) => (glimpse ? (beam(glimpse.lattice, 8)[0]?.logProbability ?? 0) : 0)
    expect(top(soft)).toBeLessThan(top(cold))
  })

  it('cuts a plate that it doubts again, and only that', async () => {
    const sure = { corners: box(200, 200, 160, 80), probability: 1 }
    const blank = { corners: box(400, 20, 160, 80), probability: 1 }
    const picture = drawScene(640, 480, [{ text: 'AB1C2D', corners: sure.corners }])
    const readings = await reader.read(picture, [blank, sure])
    expect(readings.map(({ lattice }) => lattice.others?.length ?? 0)).toEqual([4, 0])
    const alone = await reader.read(picture, [blank])
    expect(alone[0]?.lattice.others?.[3]).toEqual(readings[0]?.lattice.others?.[3])
  })

  it('lets every network of the graph spell each plate and each cut of it', async () => {
    const corners = box(200, 200, 160, 80)
    const picture = drawScene(640, 480, [{ text: 'AB1C2D', corners }])
    const [one] = await reader.read(picture, [{ corners, probability: 1 }])
    const pair = await onnxReader(twoNetworks()).read(picture, [{ corners, probability: 1 }])
    // The second one is blind: half of the probability is left, which is doubt, so both look at four cuts more.
    expect(pair[0]?.lattice.others).toHaveLength(9)
    const top = (reading: typeof one) => reading && beam(reading.lattice, 8)[0]
    expect(top(pair[0])?.text).toBe('AB1C2D')
    expect(Math.exp(top(pair[0])?.logProbability ?? 0)).toBeCloseTo(
      Math.exp(top(one)?.logProbability ?? 0) / 2,
      3,
    )
    const broken = {
      ...models,
      manifest: { ...models.manifest, reader: { ...models.manifest.reader, readers: 2 } },
    }
    await expect(onnxReader(broken).read(picture, [{ corners, probability: 1 }])).rejects.toThrow(
      /\[1,1,40,37\], not \[1,2,40,37\]/,
    )
  })

  it('is never surer than the floor of error of the manifest lets it be', async () => {
    const manifest = { ...models.manifest, reader: { ...models.manifest.reader, errorFloor: 0.05 } }
    const corners = box(200, 200, 160, 80)
    const picture = drawScene(640, 480, [{ text: 'AB1C2D', corners }])
    const [careful] = await onnxReader({ ...models, manifest }).read(picture, [{ corners, probability: 1 }])
    const [plain] = await reader.read(picture, [{ corners, probability: 1 }])
    const top = (reading: typeof plain) =>
      Math.exp((reading && beam(reading.lattice, 8)[0]?.logProbability) ?? 0)
    expect(top(careful)).toBeCloseTo(0.95 * top(plain), 9)
    expect(careful?.lattice.others).toEqual([])
  })

  it('promises no text more than that there is a plate', async () => {
    const corners = box(200, 200, 160, 80)
    const picture = drawScene(640, 480, [{ text: 'AB1C2D', corners }])
    const readings = await reader.read(picture, [
      { corners, probability: 1 },
      { corners, probability: 0.4 },
    ])
    const [plate, perhaps] = readings.map(({ lattice }) => Math.exp(beam(lattice, 8)[0]?.logProbability ?? 0))
    expect(perhaps).toBeCloseTo(0.4 * (plate ?? 0), 9)
  })

  it('refuses corners that no plate can have instead of leaving the plate out', async () => {
    const picture = drawScene(100, 100, [])
    const corners = box(50, 50, 0, 0)
    await expect(reader.read(picture, [{ corners, probability: 1 }])).rejects.toThrow(/corners/)
  })
})
