import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Candidate, Corners } from '@archway/shared/read'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { modelsWithJurisdiction } from '../jurisdiction/models.fixture.ts'
import { box, drawScene, FIXTURE_MODELS, pngOf } from '../photograph/scene.fixture.ts'
import { type ThreadedVision, threadedVision } from '../vision/threaded-vision.ts'
import { type ReadOptions, readCommand } from './read-command.ts'

const ms = z.strictObject({ decode: z.number(), detect: z.number(), read: z.number() })
const plate = z.strictObject({
  text: z.string(),
  probability: z.number().min(0).max(1),
  rivals: z.array(Candidate),
  jurisdiction: z.strictObject({ code: z.string(), probability: z.number().min(0).max(1) }).nullable(),
  corners: Corners,
  detection: z.number().min(0).max(1),
})
const line = z.strictObject({
  file: z.string(),
  frame: z.int().optional(),
  t: z.number().optional(),
  width: z.int(),
  height: z.int(),
  ms,
  plates: z.array(plate),
})

let folder: string
let vision: ThreadedVision
const scene = drawScene(640, 480, [{ text: 'AB1C2D', corners: box(200, 200, 80, 40) }])

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archway-read-'))
  vision = await threadedVision({ models: FIXTURE_MODELS, threads: 1 }, () => {})
  const png = await pngOf(scene)
  await writeFile(join(folder, 'b.png'), png)
  await writeFile(join(folder, 'a-empty.png'), await pngOf(drawScene(640, 480, [])))
  await writeFile(join(folder, 'c-cut.png'), png.subarray(0, png.length * 0.7))
  const encode = [
    '-loop',
    '1',
    '-i',
    join(folder, 'b.png'),
    '-t',
    '1',
    '-r',
    '5',
    '-c:v',
    'libx264',
    '-qp',
    '0',
  ]
  await promisify(execFile)('ffmpeg', [
    '-loglevel',
    'error',
    ...encode,
    '-pix_fmt',
    'yuv444p',
    join(folder, 'd.mp4'),
  ])
})
afterAll(async () => {
  await vision.close()
  await rm(folder, { recursive: true })
})

async function run(options: Partial<ReadOptions>, eyes = vision) {
  let out = ''
  let err = ''
  const whole = { paths: [folder], json: true, crops: false, draw: null, rate: 5, ...options }
  const terminal = { out: (text: string) => (out += text), err: (text: string) => (err += text) }
  const code = await readCommand(whole, eyes, terminal, new AbortController().signal)
  return { code, out, err, lines: out.split('\n').filter(Boolean) }
}

describe('read --json', () => {
  it('prints a line an image, a line a frame with plates, says what it cannot read, and exits 1', async () => {
    const { code, lines } = await run({})
    expect(code).toBe(1)
    const files = lines.map((each) => JSON.parse(each).file.slice(folder.length + 1))
    expect(files).toEqual(['a-empty.png', 'b.png', 'c-cut.png', ...Array(5).fill('d.mp4')])
    const broken = JSON.parse(lines[2] ?? '')
    expect(Object.keys(broken)).toEqual(['file', 'error'])
    expect(broken.error).toMatch(/damaged.*Copy the file/s)
    const readable = lines.filter((_, index) => index !== 2).map((each) => line.parse(JSON.parse(each)))
    expect(readable[0]?.plates).toEqual([])
    for (const { plates, width, height } of readable.slice(1)) {
      expect([width, height]).toEqual([640, 480])
      expect(plates.map((each) => each.text)).toEqual(['AB1C2D'])
      expect(Math.abs((plates[0]?.corners[2][0] ?? 0) - 280)).toBeLessThan(3)
      const mass = plates[0]?.rivals.reduce((sum, rival) => sum + rival.probability, plates[0].probability)
      expect(mass).toBeLessThanOrEqual(1.0001)
    }
    expect(readable.slice(2).map((each) => [each.frame, each.t])).toEqual(
      [0, 1, 2, 3, 4].map((i) => [i, i / 5]),
    )
  })

  it('exits 0 when everything could be read', async () => {
    const { code, lines } = await run({ paths: [join(folder, 'b.png'), join(folder, 'a-empty.png')] })
    expect([code, lines.length]).toEqual([0, 2])
  })

  it('names a path that is not there, and a folder without pictures', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'archway-empty-'))
    const { code, lines } = await run({ paths: [join(folder, 'nowhere.jpg'), empty] })
    expect(code).toBe(1)
    expect(lines.map((each) => JSON.parse(each).error)).toEqual([
      'there is no such file',
      'the folder holds no photograph and no video',
    ])
    await rm(empty, { recursive: true })
  })

  it('takes each image for one plate with --crops', async () => {
    const crop = join(folder, 'crop.png')
    await writeFile(crop, await pngOf(drawScene(300, 150, [{ text: '7KX', corners: box(30, 20, 240, 110) }])))
    const { lines } = await run({ paths: [crop], crops: true })
    expect(line.parse(JSON.parse(lines[0] ?? '')).plates.map((each) => each.text)).toEqual(['7KX'])
    await rm(crop)
  })
})

describe('read', () => {
  it('says it in words, with errors apart', async () => {
    const { code, out, err } = await run({ json: false })
    expect(code).toBe(1)
    expect(out).toMatch(/a-empty\.png: no plate \(640×480, \d+ ms\)/)
    expect(out).toMatch(
      /b\.png: 1 plate .*\n {2}AB1C2D (> )?\d+(\.\d)? %.*\(at (199|200|201),(199|200|201); plate \d+/,
    )
    expect(out).toMatch(/d\.mp4 at 0\.2 s: 1 plate/)
    expect(err).toMatch(/c-cut\.png: the picture is damaged/)
    expect(out).not.toMatch(/c-cut/)
  })

  it('draws what it read, never over a photograph', async () => {
    const before = await readFile(join(folder, 'b.png'))
    await run({
      paths: [join(folder, 'b.png'), join(folder, 'b.png'), join(folder, 'd.mp4')],
      draw: folder,
      rate: 1,
    })
    expect(await readFile(join(folder, 'b.png'))).toEqual(before)
    const drawn = (await readdir(folder)).filter((name) => name.endsWith('-read.jpg')).sort()
    expect(drawn).toEqual(['b-2-read.jpg', 'b-read.jpg', 'd-000000-read.jpg'])
    const { data, info } = await sharp(join(folder, 'b-read.jpg')).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([640, 480])
    const greenAt = (x: number, y: number) =>
      (data[(y * 640 + x) * 3 + 1] ?? 0) - (data[(y * 640 + x) * 3] ?? 0)
    // The outline runs through the middle of the top edge; the letters stand white below the plate.
    expect(greenAt(240, 200)).toBeGreaterThan(60)
    expect(greenAt(240, 100)).toBeLessThan(10)
    const below = data.subarray(244 * 640 * 3, 262 * 640 * 3)
    expect(below.filter((value) => value > 230).length).toBeGreaterThan(200)
    for (const name of drawn) await rm(join(folder, name))
  })
})

describe('read, with a graph that tells states', () => {
  let models: string
  let eyes: ThreadedVision
  beforeAll(async () => {
    models = await modelsWithJurisdiction()
    eyes = await threadedVision({ models, threads: 1 }, () => {})
    const plates = [
      { text: '7KX', state: 'us-il', corners: box(100, 200, 80, 40) } as const,
      { text: '7KX', state: 'us-ks', corners: box(400, 200, 80, 40) } as const,
    ]
    await writeFile(join(models, 'two.png'), await pngOf(drawScene(640, 480, plates)))
  })
  afterAll(async () => {
    await eyes.close()
    await rm(models, { recursive: true })
  })

  it('says of each plate of which state it is, in JSON, in words and on the picture', async () => {
    const paths = [join(models, 'two.png')]
    const { lines } = await run({ paths }, eyes)
    const { plates } = line.parse(JSON.parse(lines[0] ?? ''))
    const byPlace = [...plates].sort((a, b) => a.corners[0][0] - b.corners[0][0])
    expect(byPlace.map(({ jurisdiction }) => jurisdiction?.code)).toEqual(['us-il', 'us-ks'])
    for (const { jurisdiction } of plates) expect(jurisdiction?.probability).toBeGreaterThan(0.8)
    expect((await run({ paths, json: false }, eyes)).out).toMatch(/7KX .*; Illinois (> )?9\d(\.\d)? % \(at/)
    expect((await run({ paths, json: false })).out).toMatch(/7KX .*; state unsure \(at/)

    const drawn = async (by: ThreadedVision) => {
      await run({ paths, draw: models }, by)
      const white = await sharp(join(models, 'two-read.jpg')).greyscale().raw().toBuffer()
      await rm(join(models, 'two-read.jpg'))
      return white.filter((value) => value > 230).length
    }
    // STATE UNSURE has more letters than US-IL 99.9%.
    expect(await drawn(vision)).toBeGreaterThan(await drawn(eyes))
  })
})

describe('archway-edge', () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const start = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args]).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (failed: { code: number; stdout: string; stderr: string }) => failed,
    )

  it('reads as a program of its own', async () => {
    const { code, stdout } = await start(
      ...['read', '--json', '--precision', 'fp32', '--models', FIXTURE_MODELS],
      join(folder, 'b.png'),
    )
    expect(code).toBe(0)
    expect(line.parse(JSON.parse(stdout)).plates[0]?.text).toBe('AB1C2D')
  })

  it('exits 2 with a hint when its models are not there', async () => {
    const { code, stdout, stderr } = await start(
      'read',
      '--models',
      join(folder, 'nowhere'),
      join(folder, 'b.png'),
    )
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/manifest[\s\S]*Restore the folder of models/)
  })

  it('takes the int8 graphs where nothing else is asked, and says when there are none', async () => {
    const { code, stderr } = await start(...['read', '--models', FIXTURE_MODELS], join(folder, 'b.png'))
    expect(code).toBe(2)
    expect(stderr).toMatch(/names no int8 detector model/)
  })

  it('exits 2 and names every wrong option at once', async () => {
    const { code, stderr } = await start(
      ...['read', '--threads', '0', '--rate', 'often', '--precision', 'fp16', 'x.jpg'],
    )
    expect(code).toBe(2)
    expect(stderr).toMatch(/--rate/)
    expect(stderr).toMatch(/--threads/)
    expect(stderr).toMatch(/--precision/)
  })
})
