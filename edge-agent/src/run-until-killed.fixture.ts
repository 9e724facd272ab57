import { writeSync } from 'node:fs'
import type { IdentityFiles } from './enroll/identity.ts'
import { run } from './run.ts'
import { scriptedUnit } from './scripted-unit.fixture.ts'
import { type Scene, scriptedCamera } from './scripted-vision.fixture.ts'

/** A unit as a process of its own, with a new vehicle every quarter of a second, until it is killed. */
const [folder = '', identity = ''] = process.argv.slice(2)
const scenes: Scene[] = Array.from({ length: 4000 }, (_, index) => {
  const vehicle = Math.floor(index / 5)
  return [{ text: `${(vehicle * 7919 + 1234567).toString().slice(-7)}`, x: 100 + 20 * (index % 5) }]
})
const cameras = [scriptedCamera('one', 1, scenes, 50), scriptedCamera('two', 2, scenes, 50)]
process.exitCode = await run(
  scriptedUnit(folder, JSON.parse(identity) as IdentityFiles, cameras, (line) => void writeSync(1, line)),
  { exitWhenDone: true, drainSeconds: 1 },
  new AbortController().signal,
)
