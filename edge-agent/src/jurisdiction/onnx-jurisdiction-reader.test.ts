import { appendFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Corners } from '@archway/shared/read'
import { sha256 } from '@archway/shared/signing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModels, type Models } from '../models/models.ts'
import { box, drawScene, FIXTURE_MODELS, pngOf } from '../photograph/scene.fixture.ts'
import { seeing } from '../vision/seeing.ts'
import type { JurisdictionReader } from './jurisdictions.ts'
import { modelsWithJurisdiction } from './models.fixture.ts'
import { LEAST_WIDTH, onnxJurisdictionReader } from './onnx-jurisdiction-reader.ts'

let folder: string
let models: Models
let reader: JurisdictionReader
const made: string[] = []
const folderWith = async (change: object) => {
  const one = await modelsWithJurisdiction(change)
  made.push(one)
  return one
}

beforeAll(async () => {
  folder = await folderWith({})
  models = await loadModels(folder, 1)
  if (!models.jurisdiction) throw new Error('the fixture has no jurisdiction graph')
  reader = onnxJurisdictionReader(models.jurisdiction)
})
afterAll(async () => {
  for (const one of made) await rm(one, { recursive: true })
})

const states = ['us-mo', 'us-il', 'us-ks'] as const
const detected = (corners: Corners) => ({ corners, probability: 0.9 })
const best = (look: Float32Array | null | undefined) => look?.indexOf(Math.max(...look))

describe('onnxJurisdictionReader', () => {
  it('tells each plate by its colour, in the order of the detections', async () => {
    const plates = states.map((state, index) => ({
      ...{ text: 'AB1C2D', state },
      corners: box(20 + 200 * index, 100, 160, 80),
    }))
    const detections = plates.map(({ corners }) => detected(corners)).reverse()
    const looks = await reader.tell(drawScene(640, 300, plates), detections)
    expect(looks.map(best)).toEqual([2, 1, 0])
    for (const look of looks) {
      expect(look?.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 5)
    }
  })

  it('tells a plate that is tilted by its corners, and takes what is no plate of ours for any other', async () => {
    const tilted: Corners = [
      [120, 100],
      [330, 150],
      [325, 260],
      [125, 230],
    ]
    const picture = drawScene(640, 480, [{ text: '7KX', state: 'us-il', corners: tilted }])
    const looks = await reader.tell(picture, [detected(tilted), detected(box(400, 300, 100, 50))])
    expect(looks.map(best)).toEqual([1, 3])
  })

  it('is softened by the temperature', async () => {
    const { jurisdiction } = models
    if (!jurisdiction) throw new Error('no jurisdiction graph')
    const warm = onnxJurisdictionReader({ ...jurisdiction, entry: { ...jurisdiction.entry, temperature: 8 } })
    const corners = box(20, 20, 160, 80)
    const picture = drawScene(300, 200, [{ text: 'AB1', state: 'us-ks', corners }])
    const [cold] = await reader.tell(picture, [detected(corners)])
    const [soft] = await warm.tell(picture, [detected(corners)])
    const odds = (look: Float32Array | null | undefined) => (look?.[2] ?? 0) - (look?.[0] ?? 0)
    expect(odds(cold)).toBeCloseTo(4 * odds(soft), 3)
  })

  it('does not ask about a plate that is too small, and still about the one beside it', async () => {
    const plates = [box(10, 10, LEAST_WIDTH - 1, 30), box(200, 10, LEAST_WIDTH, 30)]
    const picture = drawScene(
      400,
      100,
      plates.map((corners) => ({ text: 'AB1', state: 'us-il', corners })),
    )
    const looks = await reader.tell(picture, plates.map(detected))
    expect(looks[0]).toBeNull()
    expect(best(looks[1])).toBe(1)
    expect(await reader.tell(picture, [])).toEqual([])
  })

  it('stands on every glimpse of the eyes, and on none where the models tell no jurisdiction', async () => {
    const scene = drawScene(640, 480, [{ text: 'AB1C2D', state: 'us-ks', corners: box(200, 200, 80, 40) }])
    const pixels = { kind: 'encoded', bytes: await pngOf(scene) } as const
    const { glimpses } = await seeing(models).see(pixels)
    expect(glimpses.map(({ jurisdiction }) => best(jurisdiction))).toEqual([2])
    const without = await loadModels(FIXTURE_MODELS, 1)
    expect(without.jurisdiction).toBeNull()
    const blind = await seeing(without).see(pixels)
    expect(blind.glimpses.map(({ jurisdiction }) => jurisdiction)).toEqual([null])
  })
})

describe('the manifest', () => {
  const failure = async (change: object) => {
    const outcome = await loadModels(await folderWith(change), 1).then(
      () => 'it was loaded',
      (error: Error) => error.message,
    )
    return outcome
  }

  it.each([
    ['a format that outweighs what was seen', { formatWeight: 1.2 }, /formatWeight/],
    ['a format that rules out', { formatFloor: 0 }, /formatFloor/],
    ['classes without any other', { classes: ['us-mo', 'us-il', 'us-ks'] }, /must end with "xx"/],
    ['a class twice', { classes: ['us-mo', 'us-il', 'us-mo', 'xx'] }, /twice/],
    ['more classes than the graph has', { classes: ['us-mo', 'us-il', 'us-ks', 'us-ia', 'xx'] }, /logits/],
    ['formats of a class that is not there', { classes: ['us-mo', 'us-il', 'us-ar', 'xx'] }, /us-ks/],
    ['formats of another file', { formats: { file: 'formats.json', sha256: '0'.repeat(64) } }, /formats/],
  ])('refuses %s', async (_, change, message) => {
    expect(await failure(change)).toMatch(message)
  })

  it('refuses a graph that was changed, and a table that is none', async () => {
    const broken = await folderWith({})
    await appendFile(join(broken, 'jurisdiction.onnx'), 'x')
    await expect(loadModels(broken, 1)).rejects.toThrow(/jurisdiction model .* is not the file/)

    const odd = '{"us-mo": {"LLX": 2}}'
    const table = await folderWith({ formats: { file: 'formats.json', sha256: sha256(odd) } })
    await writeFile(join(table, 'formats.json'), odd)
    await expect(loadModels(table, 1)).rejects.toThrow(/table of formats .*us-mo/)
  })

  it('takes the table of formats along, and goes without it', async () => {
    expect([...(models.jurisdiction?.jurisdictions.formats?.byJurisdiction.keys() ?? [])]).toEqual(states)
    const bare = await loadModels(await folderWith({ formats: undefined }), 1)
    expect(bare.jurisdiction?.jurisdictions.formats).toBeNull()
  })
})
