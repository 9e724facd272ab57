import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Wellness } from './api/wellness.ts'
import { type Central, startCentral } from './serve.fixture.ts'

const HOUR_MS = 3_600_000
/** What the server does by the clock, by how often. */
const rounds: { readonly ms: number; readonly run: () => void }[] = []

const outside = mkdtempSync(join(tmpdir(), 'checkpoints-'))
let central: Central
beforeAll(async () => {
  const real = setInterval
  vi.spyOn(globalThis, 'setInterval').mockImplementation((run, ms) => {
    rounds.push({ ms: ms ?? 0, run: run as () => void })
    return real(run, ms)
  })
  central = await startCentral(`http: { port: 0 }\naudit: { checkpoints: ${outside} }\n`)
  vi.restoreAllMocks()
  await central.importPlates('SEC7RET')
})
afterAll(async () => {
  await central.close()
  rmSync(outside, { recursive: true, force: true })
})

/** As if an hour had passed: all that is done every hour is done. */
const anHourPasses = () => {
  const hourly = rounds.filter(({ ms }) => ms === HOUR_MS)
  for (const { run } of hourly) run()
}
async function health() {
  const answer = await fetch(`${central.serving.http}/healthz`)
  const { status, parts } = (await answer.json()) as { status: string; parts: Wellness }
  return { http: answer.status, status, ...parts }
}
const becomes = (what: object) =>
  vi.waitFor(async () => expect(await health()).toMatchObject(what), { timeout: 30_000, interval: 50 })
const WELL = { http: 200, status: 'well', audit: null, work: null }

/** Puts a file where a folder was: not even root can write into it. */
function block(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  renameSync(folder, `${folder}.away`)
  writeFileSync(folder, 'no folder')
  return () => {
    rmSync(folder)
    renameSync(`${folder}.away`, folder)
  }
}

test('a checkpoint that cannot be handed outside makes the server unwell until one can', async () => {
  await becomes(WELL)
  const free = block(outside)
  anHourPasses()
  await becomes({
    http: 503,
    status: 'unwell',
    audit: expect.stringMatching(/^no new checkpoint, or none outside, since 20/),
  })
  free()
  anHourPasses()
  await becomes(WELL)
})

test('work that is done every hour and fails makes the server unwell until it works', async () => {
  await becomes(WELL)
  const free = block(join(central.config.keys, 'uses'))
  anHourPasses()
  const work = 'searches were not drawn for review, or old texts not erased, since 20'
  await becomes({ http: 503, status: 'unwell', audit: null, work: expect.stringContaining(work) })
  free()
  anHourPasses()
  await becomes(WELL)
})
