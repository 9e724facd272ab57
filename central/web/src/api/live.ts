import { type AlertView, EVENTS, type UnitView } from '@archway/shared/api'
import { parseAs, refuseFailure } from './answer.ts'
import type { Fetch } from './client.ts'
import { createEventCutter, type StreamEvent } from './event-stream.ts'
import { ApiFailure, isSignedOut } from './failure.ts'

export interface LiveHandlers {
  /** The stream is open: whatever was missed while it was not must be loaded again now. */
  onOpen(): void
  onAlert(alert: AlertView): void
  onUnit(unit: UnitView): void
  /** Something arrived that is not the contract. It may be an alert: it must be shown. */
  onUnreadable(failure: ApiFailure): void
  /** The connection is gone; the next attempt starts in `retryMs`. */
  onLost(cause: unknown, retryMs: number): void
  onSignedOut(): void
}

export interface LiveTiming {
  /** No byte for so long, heartbeats included, means that the connection is dead. */
  readonly silenceMs: number
  readonly firstRetryMs: number
  readonly longestRetryMs: number
}

/** Central sends a heartbeat at least every 15 s; two may be lost. */
const LIVE_TIMING: LiveTiming = { silenceMs: 40_000, firstRetryMs: 1_000, longestRetryMs: 15_000 }

/** Follows /api/events until stopped or signed out; reconnects by itself with growing, jittered pauses. */
export function followEvents(
  fetch: Fetch,
  handlers: LiveHandlers,
  timing: LiveTiming = LIVE_TIMING,
  random: () => number = Math.random,
): { stop(): void } {
  const stopped = new AbortController()
  void run()
  return { stop: () => stopped.abort() }

  async function run(): Promise<void> {
    let retryMs = timing.firstRetryMs
    while (!stopped.signal.aborted) {
      try {
        await followOnce(() => {
          retryMs = timing.firstRetryMs
          handlers.onOpen()
        })
      } catch (cause) {
        if (stopped.signal.aborted) return
        if (isSignedOut(cause)) return handlers.onSignedOut()
        const pause = Math.round(retryMs * (0.75 + random() / 2))
        retryMs = Math.min(timing.longestRetryMs, retryMs * 2)
        handlers.onLost(cause, pause)
        await sleep(pause, stopped.signal)
      }
    }
  }

  /** Always ends by throwing: a stream that merely ends is a connection lost. */
  async function followOnce(opened: () => void): Promise<never> {
    const attempt = new AbortController()
    const end = () => attempt.abort(new Error('No sign of life from the server.'))
    const onStop = () => attempt.abort()
    stopped.signal.addEventListener('abort', onStop)
    let silence = setTimeout(end, timing.silenceMs)
    try {
      const response = await fetch('/api/events', {
        headers: { accept: 'text/event-stream' },
        signal: attempt.signal,
        cache: 'no-store',
      })
      await refuseFailure(response)
      if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
        throw new ApiFailure('unreadable', 'The live feed is not an event stream.', 'Tell the administrator.')
      }
      opened()
      const cut = createEventCutter()
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) throw new Error('The server ended the live feed.')
        clearTimeout(silence)
        silence = setTimeout(end, timing.silenceMs)
        for (const event of cut(value)) deliver(event)
      }
    } finally {
      clearTimeout(silence)
      stopped.signal.removeEventListener('abort', onStop)
      attempt.abort()
    }
  }

  function deliver(event: StreamEvent): void {
    try {
      if (event.name === 'alert') handlers.onAlert(parseAs(EVENTS.alert, JSON.parse(event.data), 'an alert'))
      if (event.name === 'unit') handlers.onUnit(parseAs(EVENTS.unit, JSON.parse(event.data), 'a unit'))
    } catch (error) {
      handlers.onUnreadable(
        error instanceof ApiFailure
          ? error
          : new ApiFailure(
              'unreadable',
              `The server sent an event (${event.name}) that is not JSON.`,
              'Reload the page. If it stays, tell the administrator.',
              { cause: error },
            ),
      )
    }
  }
}

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
