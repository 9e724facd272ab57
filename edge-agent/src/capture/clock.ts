/** Time and waiting, so that a recording can be replayed in a test without either. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number
  /** Resolves at `time`, at once when that has passed, or as soon as `signal` aborts. */
  until(time: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  until(time, signal) {
    const wait = time - Date.now()
    if (wait <= 0 || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, wait)
      signal.addEventListener('abort', done)
    })
  },
}
