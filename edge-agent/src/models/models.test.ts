import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '@archway/shared/signing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ModelError } from '../detect/detector.ts'
import { FIXTURE_MODELS } from '../photograph/scene.fixture.ts'
import { loadModels } from './models.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archway-models-'))
  await cp(FIXTURE_MODELS, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true }))

const manifestPath = () => join(folder, 'manifest.json')

/** Rewrites the manifest as text. */
const edit = async (change: (manifest: string) => string) =>
  writeFile(manifestPath(), change(await readFile(manifestPath(), 'utf8')))

const failure = async (): Promise<ModelError> => {
  const outcome = await loadModels(folder, 1).then(
    () => new Error('it was loaded'),
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(ModelError)
  expect((outcome as ModelError).hint).not.toBe('')
  return outcome as ModelError
}

describe('loadModels', () => {
  /** Names the fixture's own graphs as its int8 ones: what matters here is which file is taken. */
  const offerInt8 = async (of?: string) => {
    const manifest = JSON.parse(await readFile(manifestPath(), 'utf8'))
    for (const entry of Object.values<{ file: string; sha256: string; int8?: object }>(manifest.models)) {
      const file = entry.file.replace('.onnx', '.int8.onnx')
      await cp(join(folder, entry.file), join(folder, file))
      entry.int8 = { file, sha256: entry.sha256, of: of ?? entry.sha256 }
    }
    await writeFile(manifestPath(), JSON.stringify(manifest))
  }

  it('takes the int8 graphs where asked, and its version says so', async () => {
    await offerInt8()
    await rm(join(folder, 'reader.onnx'))
    expect((await loadModels(folder, 1, 'int8')).version).toBe('fixture-1-int8')
    await expect(loadModels(folder, 1, 'fp32')).rejects.toThrow(/reader\.onnx/)
  })

  it('refuses int8 graphs that are not there or were made from others', async () => {
    await expect(loadModels(folder, 1, 'int8')).rejects.toThrow(/names no int8 detector model/)
    await offerInt8('0'.repeat(64))
    await expect(loadModels(folder, 1, 'int8')).rejects.toThrow(/from another detector model/)
    expect((await loadModels(folder, 1)).version).toBe('fixture-1')
  })

  it('loads what the manifest names', async () => {
    const models = await loadModels(folder, 1)
    expect(models.version).toBe('fixture-1')
    const output = await models.detector.run(new Uint8Array(64 * 96 * 3), [1, 64, 96, 3])
    expect(output.score.dims).toEqual([1, 16, 24])
    expect(output.corners.dims).toEqual([1, 8, 16, 24])
  })

  it('refuses a file that was changed or swapped', async () => {
    await appendFile(join(folder, 'reader.onnx'), 'x')
    expect((await failure()).message).toMatch(/reader model .* is not the file of the manifest/)
  })

  it('refuses a missing file, a missing manifest and a manifest that is no JSON', async () => {
    await rm(join(folder, 'corners.onnx'))
    expect((await failure()).message).toMatch(/corners model/)
    await writeFile(manifestPath(), '{')
    expect((await failure()).message).toMatch(/manifest/)
    await rm(manifestPath())
    expect((await failure()).message).toMatch(/manifest/)
  })

  it('names every field that is wrong at once', async () => {
    await edit((text) =>
      text.replace('"stride": 4', '"stride": "4"').replace('"temperature": 1.0', '"temperature": 0'),
    )
    const { message } = await failure()
    expect(message).toMatch(/detector\.stride/)
    expect(message).toMatch(/reader\.temperature/)
  })

  it('refuses another alphabet', async () => {
    await edit((text) => text.replace('0123456789A', '1023456789A'))
    expect((await failure()).message).toMatch(/alphabet/)
  })

  it('refuses a graph with another shape than the manifest or the program says', async () => {
    await edit((text) => text.replace('"columns": 40', '"columns": 32'))
    expect((await failure()).message).toMatch(
      /"log_probs" of the reader model is float32 \[N,1,40,37\], not .*32/,
    )
  })

  it('refuses a graph in the place of another', async () => {
    const reader = sha256(await readFile(join(folder, 'reader.onnx')))
    await cp(join(folder, 'reader.onnx'), join(folder, 'corners.onnx'))
    const corners = sha256(await readFile(join(FIXTURE_MODELS, 'corners.onnx')))
    await edit((text) => text.replace(corners, reader))
    expect((await failure()).message).toMatch(/the corners model has no "crop"/)
  })

  it('refuses bytes that are no graph', async () => {
    await writeFile(join(folder, 'detector.onnx'), 'no graph')
    const detector = sha256(await readFile(join(FIXTURE_MODELS, 'detector.onnx')))
    await edit((text) => text.replace(detector, sha256('no graph')))
    expect((await failure()).message).toMatch(/detector model cannot be loaded/)
  })

  it('fails loudly on an input that the graph cannot take', async () => {
    const { detector } = await loadModels(folder, 1)
    await expect(detector.run(new Uint8Array(64 * 96 * 4), [1, 64, 96, 4])).rejects.toThrow(ModelError)
  })
})
