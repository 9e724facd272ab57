import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Corners } from '@archway/shared/read'
import type { Pixels } from '../capture/frame-source.ts'
import { ModelError } from '../detect/detector.ts'
import type { Jurisdictions } from '../jurisdiction/jurisdictions.ts'
import { PhotographError } from '../photograph/decode.ts'
import type { Answer, Call, Failure, ThreadData } from './calls.ts'
import type { Evidence, Look, Vision } from './vision.ts'
import { VisionError } from './vision.ts'

/** Vision, and what only the `read` command and measurements ask of it. */
export interface ThreadedVision extends Vision {
  /** Takes the whole picture for one loosely cut plate. */
  seeCrop(frame: { readonly pixels: Pixels }): Promise<Look>
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

interface Thread {
  readonly worker: Worker
  readonly model: string
  readonly jurisdictions: Jurisdictions | null
  readonly waiting: Map<number, Waiting>
}

/**
 * Vision in a thread of its own: inference holds its thread for tens of milliseconds, in which the event loop
 * must go on shipping. When the thread dies, what it was asked fails with `VisionError` and `onRestart` hears
 * why; the next call starts another, with the same models. Rejects with `ModelError` when they cannot be had.
 *
 * @param entry the module that runs in the thread
 */
export async function threadedVision(
  data: ThreadData,
  onRestart: (error: VisionError) => void,
  entry: URL = THREAD,
): Promise<ThreadedVision> {
  let thread: Thread | null = null
  let starting: Promise<Thread> | null = null
  let isClosed = false
  let nextId = 0

  const start = async (): Promise<Thread> => {
    const begun = await startThread(entry, data, (ended, error) => {
      if (thread === ended) thread = null
      for (const { reject } of ended.waiting.values()) reject(error)
      ended.waiting.clear()
      if (!isClosed) onRestart(error)
    })
    thread = begun
    return begun
  }
  const running = (): Promise<Thread> => {
    if (isClosed) throw new VisionError('the eyes are closed', 'This is an error of the program: report it.')
    if (thread) return Promise.resolve(thread)
    starting ??= start().finally(() => {
      starting = null
    })
    return starting
  }
  const call = async (question: DistributedOmit<Call, 'id'>): Promise<unknown> => {
    const { worker, waiting } = await running()
    const id = nextId++
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ ...question, id } satisfies Call)
    })
  }

  const { model, jurisdictions } = await running()
  return {
    model,
    jurisdictions,
    see: ({ pixels }, area) => call({ verb: 'see', pixels, area }) as Promise<Look>,
    seeCrop: ({ pixels }) => call({ verb: 'seeCrop', pixels }) as Promise<Look>,
    evidence: ({ pixels }, corners: Corners) =>
      call({ verb: 'evidence', pixels, corners }) as Promise<Evidence>,
    async close() {
      isClosed = true
      await thread?.worker.terminate()
    },
  }
}

type DistributedOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** This module is TypeScript in development and JavaScript where it was built; so is the one beside it. */
const THREAD = new URL(`./thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

function spawn(entry: URL, data: ThreadData): Worker {
  if (!entry.href.endsWith('.ts')) return new Worker(entry, { workerData: data })
  // Node 20 runs no TypeScript: in development the thread first takes the loader that tests and tools use.
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))
  const loader = new URL('./dist/esm/api/index.mjs', tsx).href
  const start = `import('${loader}').then(({ register }) => { register(); return import('${entry.href}') })`
  return new Worker(start, { eval: true, workerData: data, execArgv: ['--conditions=source'] })
}

function startThread(
  entry: URL,
  data: ThreadData,
  onEnd: (thread: Thread, error: VisionError) => void,
): Promise<Thread> {
  const worker = spawn(entry, data)
  return new Promise((resolve, reject) => {
    let thread: Thread | null = null
    let isOver = false
    const end = (message: string, cause?: unknown) => {
      if (isOver) return
      isOver = true
      const error = new VisionError(
        message,
        'It starts again by itself; if it goes on, look for lack of memory.',
        cause,
      )
      if (thread) onEnd(thread, error)
      else reject(error)
    }
    worker.on('error', (error) => end(`the thread of the eyes died: ${error.message}`, error))
    worker.on('exit', (code) => end(`the thread of the eyes ended with code ${code}`))
    worker.on('message', (answer: Answer) => {
      if (answer.kind === 'ready') {
        const { model, jurisdictions } = answer
        thread = { worker, model, jurisdictions, waiting: new Map() }
        resolve(thread)
      } else if (answer.kind === 'unfit') {
        isOver = true
        reject(errorOf(answer.failure))
        void worker.terminate()
      } else {
        const asked = thread?.waiting.get(answer.id)
        thread?.waiting.delete(answer.id)
        if (answer.kind === 'value') asked?.resolve(answer.value)
        else asked?.reject(errorOf(answer.failure))
      }
    })
  })
}

/** The error as it was thrown over there. */
function errorOf({ name, message, hint }: Failure): Error {
  if (name === 'ModelError') return new ModelError(message, hint ?? '')
  if (name === 'PhotographError') return new PhotographError(message, hint ?? '')
  return new VisionError(`${name}: ${message}`, hint ?? 'This is an error of the program: report it.')
}
