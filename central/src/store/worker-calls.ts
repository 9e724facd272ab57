import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'

/**
 * SQLite is synchronous, so a driver lives in a worker thread and is spoken to in calls: `(verb, arguments)`
 * there, a value or an error back, answered in the order of the calls. Arguments and values are structured
 * clones: plain data, no functions.
 */
interface CallMessage {
  readonly id: number
  readonly verb: string
  readonly args: readonly unknown[]
}

type ReplyMessage =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly name: string; readonly message: string }

/** What a worker implements so that the caller sees `T`: the same verbs, synchronous. */
export type Verbs<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : never
}

/** An error that a verb threw in the worker; `name` is the name of the error's class over there. */
class WorkerError extends Error {
  override readonly name: string
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

export interface Remote {
  call(verb: string, ...args: unknown[]): Promise<unknown>
  /** Lets the calls that are under way finish, then ends the thread. */
  close(): Promise<void>
}

/**
 * Starts a worker and gives its verbs.
 * @param from `import.meta.url` of the caller
 * @param module the worker's module beside the caller, without extension: `sqlite-ledger.worker`
 */
export function startWorker(from: string, module: string, data: unknown): Remote {
  const worker = spawnThread(from, module, data)
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let next = 0
  let ended: Error | null = null

  const end = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (reply: ReplyMessage) => {
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.ok) call?.resolve(reply.value)
    else call?.reject(new WorkerError(reply.name, reply.message))
  })
  worker.on('error', end)
  worker.on('exit', () => end(new Error(`the thread ${module} has ended`)))

  const call = (verb: string, ...args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended) return reject(ended)
      const id = next++
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, verb, args } satisfies CallMessage)
    })
  return {
    call,
    async close() {
      if (ended) return
      await call('close')
      await worker.terminate()
    },
  }
}

/**
 * Starts a thread.
 * @param from `import.meta.url` of the caller
 * @param module the thread's module beside the caller, without extension
 * @param workerData plain data, which the thread gets a clone of
 */
export function spawnThread(from: string, module: string, workerData: unknown): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`./${module}.js`, from), { workerData })
  // Node 20 cannot run TypeScript: in development the thread first takes the loader that tests and tools use.
  const tsx = pathToFileURL(createRequire(from).resolve('tsx/package.json'))
  const loader = new URL('./dist/esm/api/index.mjs', tsx).href
  const body = new URL(`./${module}.ts`, from).href
  const start = `import('${loader}').then(({ register }) => { register(); return import('${body}') })`
  return new Worker(start, { eval: true, workerData, execArgv: ['--conditions=source'] })
}

/** The caller's view of a worker: every verb of `T` as a call. */
export function verbsOf<T extends object>(remote: Remote, names: readonly (keyof T & string)[]): T {
  const entries = names.map((verb) => [verb, (...args: unknown[]) => remote.call(verb, ...args)])
  return Object.fromEntries(entries) as T
}

/** How calls that wait at the same time are done as one, so that what is slow about a commit is done once for all. */
export interface SharedCommit {
  /** Verbs that begin it: each writes, and is answered when that is durable. */
  readonly writes: ReadonlySet<string>
  /** Verbs that look something up in between, which would have to wait for those before them anyhow. */
  readonly reads: ReadonlySet<string>
  /** Everything that `work` does, durable when this returns. Throws when it is not; then nothing of it stands. */
  all(work: () => void): void
  /** One verb of it. What it throws undoes this verb alone. */
  each<T>(verb: () => T): T
}

type Run = (...args: readonly unknown[]) => unknown

/** The worker's side: answers each call by the verb of that name. There must be a `close`. */
export function answerCalls(
  port: MessagePort,
  verbs: object & { close(): void },
  shared: SharedCommit | null = null,
): void {
  const table = new Map(Object.entries(verbs)) as Map<string, Run>
  const alone = (call: CallMessage) => answer(call, table.get(call.verb))
  const together = ({ writes, all, each }: SharedCommit, calls: readonly CallMessage[]): ReplyMessage[] => {
    const replies: ReplyMessage[] = []
    try {
      all(() => {
        for (const call of calls) {
          const run = table.get(call.verb)
          replies.push(answer(call, run && ((...args) => each(() => run(...args)))))
        }
      })
      return replies
    } catch (thrown) {
      // What a look-up saw was undone with the rest.
      return calls.map((call) => (writes.has(call.verb) ? failed(call, thrown) : alone(call)))
    }
  }

  port.on('message', (first: CallMessage) => {
    for (let call: CallMessage | null = first; call; ) {
      const taken: Taken = shared?.writes.has(call.verb)
        ? takeWaiting(port, call, shared)
        : { calls: [call], next: null }
      const isAlone = taken.calls.length === 1 || !shared
      for (const reply of isAlone ? [alone(call)] : together(shared, taken.calls)) port.postMessage(reply)
      call = taken.next
    }
  })
}

interface Taken {
  readonly calls: readonly CallMessage[]
  /** Taken from the port too, and not one that may share. */
  readonly next: CallMessage | null
}

/** Others need not wait longer for a commit than for so many calls. */
const MOST_SHARING = 64

/** The calls right behind this one that may share its commit, in their order. */
function takeWaiting(port: MessagePort, first: CallMessage, { writes, reads }: SharedCommit): Taken {
  const calls = [first]
  while (calls.length < MOST_SHARING) {
    const call: CallMessage | undefined = receiveMessageOnPort(port)?.message
    if (!call) break
    if (!writes.has(call.verb) && !reads.has(call.verb)) return { calls, next: call }
    calls.push(call)
  }
  return { calls, next: null }
}

function answer(call: CallMessage, run: Run | undefined): ReplyMessage {
  try {
    if (!run) throw new TypeError(`no verb ${call.verb}`)
    return { id: call.id, ok: true, value: run(...call.args) }
  } catch (thrown) {
    return failed(call, thrown)
  }
}

function failed({ id }: CallMessage, thrown: unknown): ReplyMessage {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { id, ok: false, name: error.name, message: error.message }
}
