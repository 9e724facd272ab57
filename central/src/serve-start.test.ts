import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { startCentral } from './serve.fixture.ts'

/** Takes a port as another program would. */
async function taken(port = 0) {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    free: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

test('a start that fails late leaves nothing open: no port, no thread, no claim; the same then starts', async () => {
  const http = await taken()
  await http.free()
  const central = await startCentral(`http: { port: ${http.port} }\n`)
  await central.serving.stop()
  const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length
  const before = threads()

  const other = await taken(http.port)
  // The page's port is the last thing that is opened: stores, broker and sweep are open by then.
  await expect(central.start()).rejects.toThrow(/EADDRINUSE/)
  expect(threads()).toBe(before)
  const checkpoints = central.log.filter((line) => line.includes('checkpoint of the use log'))
  expect(checkpoints).toHaveLength(4)
  expect(central.log.join('')).not.toContain('the start was not undone')

  await other.free()
  await central.start()
  const brokerPort = Number(new URL(central.serving.broker).port)
  await central.close()
  const socket = connect(brokerPort, '127.0.0.1')
  await expect(once(socket, 'connect')).rejects.toThrow(/ECONNREFUSED/)
})

test('a request in hand when the server stops is answered', async () => {
  const central = await startCentral()
  const { http } = central.serving
  const { hostname, port } = new URL(http)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  // Half of a request: the server waits for the rest of it.
  socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n')
  await new Promise((resolve) => setTimeout(resolve, 50))
  const stopped = central.serving.stop()
  await new Promise((resolve) => setTimeout(resolve, 100))
  socket.write('\r\n')
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toContain('"parts"')
  await stopped
  await expect(fetch(`${http}/healthz`)).rejects.toThrow()
  await central.close()
})
