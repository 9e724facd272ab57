import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createRecorder } from '../alert.fixture.ts'
import { followEvents, type LiveTiming } from './live.ts'

const QUICK: LiveTiming = { silenceMs: 800, firstRetryMs: 20, longestRetryMs: 80 }
/** How long what must come may take: on a busy machine that is not within a second. */
const PATIENCE = 10_000
const alert = createRecorder()({ at: Date.UTC(2026, 10, 24) })

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** A real server that treats each connection, in turn, as told; the last way is kept. */
async function feed(...ways: ((response: ServerResponse, connection: number) => void)[]) {
  let connections = 0
  const server = createServer((_, response) => {
    const way = ways[Math.min(connections, ways.length - 1)]
    connections += 1
    way?.(response, connections)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const handlers = {
    onOpen: vi.fn(),
    onAlert: vi.fn(),
    onUnit: vi.fn(),
    onUnreadable: vi.fn(),
    onLost: vi.fn(),
    onSignedOut: vi.fn(),
  }
  const following = followEvents(
    (path, init) => fetch(url + path, init),
    handlers,
    QUICK,
    () => 0.5,
  )
  open.push(() => {
    following.stop()
    server.closeAllConnections()
    server.close()
  })
  return handlers
}

const stream = (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n')
const send = (response: ServerResponse, event: string, data: string) =>
  response.write(`event: ${event}\ndata: ${data}\n\n`)

describe('live feed', () => {
  test('delivers alerts that keep the contract, and reports what does not', async () => {
    const handlers = await feed((response) => {
      stream(response)
      send(response, 'alert', JSON.stringify({ ...alert, extra: 1 }))
      send(response, 'alert', '{nonsense')
      send(response, 'alert', JSON.stringify(alert))
    })
    await vi.waitFor(() => expect(handlers.onAlert).toHaveBeenCalledWith(alert), PATIENCE)
    expect(handlers.onUnreadable).toHaveBeenCalledTimes(2)
    expect(handlers.onUnreadable.mock.calls[0]?.[0].message).toContain('unrecognized_keys')
  })

  test('a connection that ends, or is refused, is opened again, with growing pauses', async () => {
    const handlers = await feed(
      (response) => response.writeHead(503).end(),
      (response) => response.writeHead(503).end(),
      (response) => {
        stream(response)
        response.end()
      },
      (response) => {
        stream(response)
        send(response, 'alert', JSON.stringify(alert))
      },
    )
    await vi.waitFor(() => expect(handlers.onAlert).toHaveBeenCalled(), PATIENCE)
    expect(handlers.onOpen).toHaveBeenCalledTimes(2)
    expect(handlers.onLost.mock.calls.map((call) => call[1])).toEqual([20, 40, 20])
  })

  test('silence counts as a lost connection; a heartbeat is a sign of life', async () => {
    const beats: NodeJS.Timeout[] = []
    open.push(() => beats.forEach(clearInterval))
    const handlers = await feed(
      () => {
        // Accepts and never answers.
      },
      (response) => stream(response),
      (response) => {
        stream(response)
        beats.push(setInterval(() => response.write(':\n\n'), 50))
      },
    )
    await vi.waitFor(() => expect(handlers.onOpen).toHaveBeenCalledTimes(2), PATIENCE)
    expect(handlers.onLost).toHaveBeenCalledTimes(2)
    await new Promise((resolve) => setTimeout(resolve, 1800))
    expect(handlers.onLost).toHaveBeenCalledTimes(2)
  })

  test('a session that is over is told as that, and the feed rests', async () => {
    const seen = vi.fn()
    const handlers = await feed((response) => {
      seen()
      response.writeHead(401).end()
    })
    await vi.waitFor(() => expect(handlers.onSignedOut).toHaveBeenCalledTimes(1), PATIENCE)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(seen).toHaveBeenCalledTimes(1)
    expect(handlers.onLost).not.toHaveBeenCalled()
  })

  test('an answer that is no event stream is not taken for a quiet one', async () => {
    const handlers = await feed((response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hello</h1>'),
    )
    await vi.waitFor(() => expect(handlers.onLost).toHaveBeenCalled(), PATIENCE)
    expect(handlers.onOpen).not.toHaveBeenCalled()
  })
})
