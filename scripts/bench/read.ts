import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { plateOf } from '../../edge-agent/src/command/plate-report.ts'
import type { Precision } from '../../edge-agent/src/models/manifest.ts'
import { threadedVision } from '../../edge-agent/src/vision/threaded-vision.ts'
import { percentile, printTable } from './table.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const PHOTOGRAPHS = here('../sample-scenes')
const MODELS = here('../../edge-agent/models')
const ROUNDS = 3
const WARM_UP = 5

/**
 * One 1280×720 photograph, decode to text, one thread: the agent's own path from the file's bytes to strings
 * with probabilities, over the sample scenes, and the memory that the process holds with all models loaded.
 */
export async function benchRead(precision: Precision): Promise<void> {
  const vision = await threadedVision({ models: MODELS, threads: 1, precision }, (error) =>
    console.error(error.message),
  )
  const names = (await readdir(PHOTOGRAPHS)).filter((name) => name.endsWith('.jpg'))
  const photographs = await Promise.all(names.map((name) => readFile(`${PHOTOGRAPHS}/${name}`)))
  const stages: Record<string, number[]> = {
    decode: [],
    detect: [],
    read: [],
    text: [],
    'decode to text': [],
  }
  let plates = 0
  const look = async (bytes: Uint8Array, isCounted: boolean) => {
    const started = performance.now()
    const { ms, glimpses } = await vision.see({ pixels: { kind: 'encoded', bytes } })
    const seen = performance.now()
    plates += isCounted ? glimpses.map((glimpse) => plateOf(glimpse, vision.jurisdictions)).length : 0
    const done = performance.now()
    const took = { ...ms, text: done - seen, 'decode to text': done - started }
    if (isCounted) for (const [stage, value] of Object.entries(took)) stages[stage]?.push(value)
  }
  let memory = 0
  try {
    for (const bytes of photographs.slice(0, WARM_UP)) await look(bytes, false)
    for (let round = 0; round < ROUNDS; round++) for (const bytes of photographs) await look(bytes, true)
    memory = process.memoryUsage.rss() / 2 ** 20
  } finally {
    await vision.close()
  }
  const whole = sumOf(stages['decode to text'] ?? [])
  const rows = Object.entries(stages).map(([stage, values]) => {
    const at = (share: number) => percentile(values, share).toFixed(1)
    const share = `${((sumOf(values) / whole) * 100).toFixed(0)} %`
    return { stage, 'median ms': at(0.5), 'p95 ms': at(0.95), 'least ms': at(0), share }
  })
  const looks = photographs.length * ROUNDS
  printTable(`reading: ${looks} looks at 1280×720, ${plates} plates, model ${vision.model}, one thread`, rows)
  console.log(`resident memory with all models loaded: ${memory.toFixed(0)} MB`)
}

const sumOf = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
