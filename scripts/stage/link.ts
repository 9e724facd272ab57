import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, Socket } from 'node:net'

/** A TCP link that can be cut and mended, between units and the broker. */
export interface Link {
  readonly port: number
  /** Ends every connection in the middle of whatever it carries, and takes no new one. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function openLink(toPort: number): Promise<Link> {
  const sockets = new Set<Socket>()
  let whole = true
  const join = (near: Socket) => {
    if (!whole) {
      near.destroy()
      return
    }
    const far = new Socket().connect(toPort, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }
  const server: Server = createServer(join).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      whole = false
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      whole = true
    },
    async close() {
      whole = false
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A port that was free a moment ago, on the loopback address. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
