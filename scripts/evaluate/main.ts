import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { plateOf } from '../../edge-agent/src/command/plate-report.ts'
import { PhotographError } from '../../edge-agent/src/photograph/decode.ts'
import { type ThreadedVision, threadedVision } from '../../edge-agent/src/vision/threaded-vision.ts'
import { contactSheet } from './contact-sheet.ts'
import { type Judged, judge } from './judge.ts'
import { loadSet, SETS, type SetName } from './labels.ts'
import { printSummary } from './print-summary.ts'
import { summarise } from './summary.ts'

/**
 * Runs the agent's own code over labelled photographs and says how well it did:
 *
 *     npm run evaluate -- --data ../shared/data --set us-scenes [--set us-crops] [--models DIR] [--out DIR]
 *
 * Writes `<set>.json` and `<set>-failures.jpg` to an ignored folder, by default `run/evaluate`.
 */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    set: { type: 'string', multiple: true, default: ['us-scenes'] },
    models: { type: 'string', default: here('../../edge-agent/models') },
    out: { type: 'string', default: here('../../run/evaluate') },
    threads: { type: 'string', default: '1' },
  },
})

const isSet = (name: string): name is SetName => name in SETS

async function evaluate(vision: ThreadedVision, data: string, name: SetName): Promise<void> {
  const judged: Judged[] = []
  const times: number[] = []
  let unreadable = 0
  for (const photograph of await loadSet(data, name)) {
    const pixels = { kind: 'encoded', bytes: await readFile(photograph.path) } as const
    const { crops } = SETS[name]
    try {
      const look = await (crops ? vision.seeCrop({ pixels }) : vision.see({ pixels }))
      judged.push(judge(photograph, look.glimpses.map(plateOf), crops))
      times.push(look.ms.decode + look.ms.detect + look.ms.read)
    } catch (error) {
      if (!(error instanceof PhotographError)) throw error
      process.stderr.write(`${photograph.path}: ${error.message}\n`)
      unreadable++
    }
  }
  const summary = summarise(name, vision.model, judged, times, unreadable)
  process.stdout.write(`${printSummary(summary).join('\n')}\n`)
  const failures = judged.flatMap((each) => each.verdicts).filter((verdict) => !verdict.folded)
  await writeFile(join(values.out, `${name}.json`), `${JSON.stringify({ ...summary, failures }, null, 2)}\n`)
  await writeFile(join(values.out, `${name}-failures.jpg`), await contactSheet(failures))
}

const sets = values.set.flatMap((name) => name.split(','))
const unknown = sets.filter((name) => !isSet(name))
if (values.data === undefined || unknown.length > 0) {
  process.stderr.write(
    `Usage: npm run evaluate -- --data DIR --set ${Object.keys(SETS).join('|')}\n` +
      (unknown.length > 0 ? `There is no set ${unknown.join(', ')}.\n` : ''),
  )
  process.exitCode = 2
} else {
  await mkdir(values.out, { recursive: true })
  const vision = await threadedVision({ models: values.models, threads: Number(values.threads) }, (error) => {
    throw error
  })
  try {
    for (const name of sets.filter(isSet)) await evaluate(vision, values.data, name)
  } finally {
    await vision.close()
  }
}
