import { parentPort, workerData } from 'node:worker_threads'
import sharp from 'sharp'
import { HintedError } from '../hinted-error.ts'
import { loadModels } from '../models/models.ts'
import type { Answer, Call, Failure, ThreadData } from './calls.ts'
import { type Seeing, seeing } from './seeing.ts'

/** Entry of the thread in which decoding and models run. Calls are answered one after another, in order. */
const port = parentPort
if (!port) throw new Error('vision/thread is started by vision/threaded-vision, not by hand')
const data = workerData as ThreadData
// libvips would take every core for one photograph; how many we may have is not its decision.
sharp.concurrency(data.threads)
sharp.cache(false)

const say = (answer: Answer) => port.postMessage(answer)

function failureOf(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const why = error.cause instanceof Error ? error.cause.message : ''
  const hint = error instanceof HintedError ? error.hint : null
  return {
    name: error.name,
    message: error.message.includes(why) ? error.message : `${error.message} (${why})`,
    hint,
  }
}

function whatIsAsked(eyes: Seeing, call: Call): Promise<unknown> {
  if (call.verb === 'evidence') return eyes.evidence(call.pixels, call.corners)
  return call.verb === 'see' ? eyes.see(call.pixels, call.area) : eyes.seeCrop(call.pixels)
}

async function answer(eyes: Seeing, call: Call): Promise<void> {
  try {
    say({ kind: 'value', id: call.id, value: await whatIsAsked(eyes, call) })
  } catch (thrown) {
    say({ kind: 'failure', id: call.id, failure: failureOf(thrown) })
  }
}

try {
  const models = await loadModels(data.models, data.threads, data.precision)
  const eyes = seeing(models)
  let last = Promise.resolve()
  port.on('message', (call: Call) => {
    last = last.then(() => answer(eyes, call))
  })
  say({ kind: 'ready', model: models.version, jurisdictions: models.jurisdiction?.jurisdictions ?? null })
} catch (thrown) {
  say({ kind: 'unfit', failure: failureOf(thrown) })
}
