import type { Logger } from 'pino'

/** An incident that nothing can call over is told so long after it was last seen. */
const FADES_MS = 3_600_000

/** Something that failed. */
interface Fault {
  /** A sentence of the program. Never words of an error, which may hold anything. */
  readonly what: string
  /** Milliseconds since 1970. */
  readonly since: number
  readonly last: number
  readonly times: number
  /** It is done again and again, and failed the last time; otherwise an incident, over by now as far as is known. */
  readonly standing: boolean
}

/** What failed lately, for the log in full and for a monitor as a list. */
export interface FaultBook {
  /** For a `catch`: logs the error, and keeps that it happened for an hour. */
  onFault(what: string): (error: unknown) => void
  /**
   * Runs work that is done again and again. Its fault stands from the first time it fails until it succeeds.
   * Never rejects.
   * @param what the fault, in a sentence
   */
  run(what: string, work: () => Promise<unknown>): Promise<void>
  /** The oldest first. */
  current(): readonly Fault[]
}

export function createFaultBook(log: Pick<Logger, 'error'>, now: () => number): FaultBook {
  const faults = new Map<string, Fault>()
  /** Forgets what has faded: a fault that comes back later is a new one, with a beginning of its own. */
  const fade = () => {
    for (const { what, last, standing } of faults.values()) {
      if (!standing && now() - last >= FADES_MS) faults.delete(what)
    }
  }
  const note = (what: string, standing: boolean, error: unknown) => {
    log.error({ err: plain(error) }, what)
    fade()
    const at = now()
    const { since = at, times = 0 } = faults.get(what) ?? {}
    faults.set(what, { what, since, last: at, times: times + 1, standing })
  }
  return {
    onFault: (what) => (error) => note(what, false, error),
    async run(what, work) {
      try {
        await work()
        faults.delete(what)
      } catch (error) {
        note(what, true, error)
      }
    },
    current() {
      fade()
      return [...faults.values()].sort((a, b) => a.since - b.since)
    },
  }
}

/** Of an error only what cannot hold a plate or a secret: its kind, its words, where it arose. */
export function plain(error: unknown): { name: string; message: string; stack: string | undefined } {
  if (!(error instanceof Error)) return { name: 'unknown', message: String(error), stack: undefined }
  return { name: error.name, message: error.message, stack: error.stack }
}
