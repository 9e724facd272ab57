import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Precision } from '../../edge-agent/src/models/manifest.ts'
import { type ThreadedVision, threadedVision } from '../../edge-agent/src/vision/threaded-vision.ts'
import { contactSheet } from './contact-sheet.ts'
import { readDesigns } from './designs.ts'
import { type Evaluated, evaluateSet, summaryOf, together } from './evaluate-set.ts'
import { figuresOf, floorsReport, int8Megabytes, readFloors } from './floors.ts'
import { benchmarkFusion } from './fusion-benchmark.ts'
import { fusionReport } from './fusion-report.ts'
import { SETS, type SetName } from './labels.ts'
import { abstentionPlot, reliabilityPlot } from './plots.ts'
import { printSummary } from './print-summary.ts'
import { designsReport, report } from './report.ts'

/**
 * Runs the agent's own code over labelled photographs and says how well it did:
 *
 *     npm run evaluate -- --data ../shared/data --set us-scenes --set us-crops
 *     npm run evaluate -- --designs
 *     npm run evaluate -- --data ../shared/data --set us-crops --fusion
 *
 * With `--fusion` each plate of the sets passes two cameras instead, `--seeds` times by each severity.
 *
 * With a set of `dev/` the figures are held against the floors of `floors.json`.
 *
 * Several sets in one call are also pooled; `--set all` is every set of `dev/`. Writes `report.md`, and for each set
 * `<set>.json`, its two plots and `<set>-failures.jpg`, to an ignored folder, by default `run/evaluate`. The JSON
 * names plates and the sheet shows them: neither is to be committed; tables and plots may be.
 */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const OPTIONS = {
  data: { type: 'string' },
  set: { type: 'string', multiple: true, default: [] },
  designs: { type: 'boolean', default: false },
  fusion: { type: 'boolean', default: false },
  seeds: { type: 'string', default: '5' },
  models: { type: 'string', default: here('../../edge-agent/models') },
  out: { type: 'string', default: here('../../run/evaluate') },
  threads: { type: 'string', default: '1' },
  precision: { type: 'string', default: 'int8' },
} satisfies ParseArgsConfig['options']
const { values } = understood()

const DEV_SETS = ['us-scenes', 'us-crops', 'open-images-us'] as const satisfies readonly SetName[]
const isSet = (name: string): name is SetName => Object.hasOwn(SETS, name)
const names = values.set.flatMap((name) => name.split(','))
const sets = [...new Set(names.flatMap((name) => (name === 'all' ? DEV_SETS : [name])))]

const precision = Precision.safeParse(values.precision)
const complaints = [
  ...(precision.success ? [] : [`--precision is one of ${Precision.options.join(', ')}.`]),
  ...sets.filter((name) => !isSet(name)).map((name) => `There is no set ${name}.`),
  ...(sets.length > 0 && values.data === undefined ? ['--data must name the folder of the sets.'] : []),
  ...(sets.length === 0 && (values.fusion || !values.designs)
    ? ['Say what to read: --set NAME, or --designs.']
    : []),
  ...(/^[1-9]\d?$/.test(values.seeds) ? [] : ['--seeds is how often each plate passes, 1 to 99.']),
  ...(/^[1-9]\d?$/.test(values.threads) ? [] : ['--threads is a number of cores, 1 to 99.']),
]

/** What the command line says; one that says something else ends here, with what it could say. */
function understood() {
  try {
    return parseArgs({ options: OPTIONS })
  } catch (error) {
    const known = Object.keys(OPTIONS).map((name) => `--${name}`)
    process.stderr.write(`${error instanceof Error ? error.message : error}\nOptions: ${known.join(', ')}.\n`)
    process.exit(2)
  }
}

/** Writes what is known of one set and returns its tables. */
async function publish(set: string, model: string, evaluated: Evaluated, isCrops: boolean): Promise<string> {
  const summary = summaryOf(set, model, evaluated)
  process.stdout.write(`${printSummary(summary).join('\n')}\n`)
  const failures = evaluated.judged.flatMap((each) => each.verdicts).filter((verdict) => !verdict.folded)
  const at = (name: string) => join(values.out, name)
  await writeFile(at(`${set}.json`), `${JSON.stringify({ ...summary, failures }, null, 2)}\n`)
  await writeFile(at(`${set}-failures.jpg`), await contactSheet(failures))
  await writeFile(at(`${set}-reliability.svg`), reliabilityPlot(summary))
  await writeFile(at(`${set}-abstention.svg`), abstentionPlot(summary))
  return report(summary, isCrops)
}

const onUnreadable = (path: string, error: Error) => {
  process.stderr.write(`${path}: ${error.message}\n`)
}

/** Two angles of every plate of the sets. */
async function runFusion(vision: ThreadedVision, data: string): Promise<string[]> {
  const pages: string[] = []
  for (const name of sets.filter(isSet)) {
    const plates = await benchmarkFusion(vision, data, name, Number(values.seeds), onUnreadable)
    const page = fusionReport(name, vision.model, plates)
    process.stdout.write(`${page}\n`)
    pages.push(page)
  }
  return pages
}

async function run(vision: ThreadedVision, data: string): Promise<string[]> {
  const pages: string[] = []
  const parts = new Map<SetName, Evaluated>()
  for (const name of sets.filter(isSet)) {
    const evaluated = await evaluateSet(vision, data, name, onUnreadable)
    parts.set(name, evaluated)
    pages.push(await publish(name, vision.model, evaluated, SETS[name].crops))
  }
  const all = [...parts.values()]
  if (all.length > 1) pages.push(await publish(sets.join('+'), vision.model, together(all), false))
  if (DEV_SETS.some((name) => parts.has(name))) {
    const figures = figuresOf(parts, await int8Megabytes(values.models))
    const page = floorsReport(await readFloors(), figures, vision.model)
    process.stdout.write(`${page}\n`)
    pages.unshift(page)
  }
  if (values.designs) {
    const results = await readDesigns(
      (pixels) => vision.see({ pixels }),
      here('../plate-designs'),
      vision.jurisdictions,
    )
    const page = designsReport(results, vision.model)
    process.stdout.write(`${page}\n`)
    pages.push(page)
  }
  return pages
}

if (complaints.length > 0) {
  process.stderr.write(
    `Usage: npm run evaluate -- --data DIR --set all|${Object.keys(SETS).join('|')} [--designs] [--fusion [--seeds N]] [--precision fp32|int8] [--models DIR] [--out DIR]\n` +
      `${complaints.join('\n')}\n`,
  )
  process.exitCode = 2
} else {
  await mkdir(values.out, { recursive: true })
  const vision = await threadedVision(
    { models: values.models, threads: Number(values.threads), precision: precision.data ?? 'int8' },
    (error) => {
      throw error
    },
  )
  try {
    const pages = await (values.fusion ? runFusion : run)(vision, values.data ?? '')
    await writeFile(join(values.out, values.fusion ? 'fusion.md' : 'report.md'), `${pages.join('\n')}`)
  } finally {
    await vision.close()
  }
}
