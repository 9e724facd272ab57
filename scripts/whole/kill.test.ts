import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { SAMPLE_HOTLIST } from '../demonstration/expected.ts'
import { storedReads } from '../stage/central-files.ts'
import { freePort, openLink } from '../stage/link.ts'
import { lastWords, type Program } from '../stage/program.ts'
import { pause, setStage } from '../stage/stage.ts'
import { storyOf } from '../stage/unit-journal.ts'
import { UNITS } from '../stage/unit-setup.ts'

const folder = mkdtempSync(join(tmpdir(), 'archway-kill-'))
const programs: Program[] = []
afterEach(async () => {
  await Promise.all(programs.map((program) => program.kill('SIGKILL')))
  rmSync(folder, { recursive: true, force: true })
})

/** Until the unit's journal holds so many emitted Reads. */
async function emitted(unit: Program, count: number): Promise<void> {
  const deadline = Date.now() + 90_000
  while (storyOf(unit.log).emitted.length < count) {
    if (Date.now() > deadline || unit.exitCode() !== null) {
      throw new Error(`the unit does not get to ${count} reads:\n${lastWords(unit)}`)
    }
    await pause(50)
  }
}

it('central, the link and the unit are killed in the middle of a replay, and every emitted Read is stored exactly once', async () => {
  const mqttPort = await freePort()
  const link = await openLink(mqttPort)
  const { stage, central } = await setStage({
    folder,
    httpPort: await freePort(),
    mqttPort,
    linkPort: link.port,
    hotlist: { file: SAMPLE_HOTLIST, format: 'csv' },
    show: { kind: 'scenes', loop: false },
    units: UNITS.slice(0, 1),
  })
  programs.push(central)
  const [unit] = stage.units
  if (!unit) throw new Error('no unit on the stage')
  const first = unit.play()
  programs.push(first)

  await emitted(first, 2)
  await central.kill('SIGKILL')
  await emitted(first, 3)
  const again = await stage.startCentral()
  programs.push(again)
  await emitted(first, 4)
  link.cut()
  await emitted(first, 5)
  await first.kill('SIGKILL')
  const beforeKill = storyOf(first.log).emitted.length

  const second = unit.play()
  programs.push(second)
  await emitted(second, beforeKill + 1)
  link.mend()
  await emitted(second, beforeKill + 3)
  await again.kill('SIGKILL')
  programs.push(await stage.startCentral())
  expect(await second.exited, lastWords(second)).toBe(0)

  const story = storyOf(second.log)
  const stored = storedReads(folder)
  expect(story.stopped).toEqual({ waiting: 0, refused: 0 })
  expect(new Set(stored.ids).size).toBe(stored.ids.length)
  const ids = new Set(stored.ids)
  expect(story.emitted.filter((id) => !ids.has(id))).toEqual([])
  // A kill may fall between the outbox's commit and the journal's line: such a Read is stored too, once.
  expect(stored.ids.length - story.emitted.length).toBeLessThanOrEqual(1)
  expect(stored.imagesStored).toBe(stored.imagesAnnounced)
  expect(stored.imagesStored).toBeGreaterThan(stored.ids.length)
  await link.close()
}, 240_000)
