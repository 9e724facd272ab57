import { readFile } from 'node:fs/promises'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { CentralConfig } from './config.ts'
import type { Authority } from './fleet/authority.ts'

/** Opens the server of the page and the API as configured: plain on loopback, with our own chain, or with given files. */
export async function openWeb(
  { http }: CentralConfig,
  listener: Parameters<typeof createHttpServer>[1],
  authority: Authority,
  own: { key: string; certificate: string },
): Promise<{ server: Server | HttpsServer; url: string }> {
  const server =
    http.tls === 'none'
      ? createHttpServer(listener)
      : createHttpsServer({ minVersion: 'TLSv1.2', ...(await chainOf(http.tls, authority, own)) }, listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(http.port, http.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  const host = http.host.includes(':') ? `[${http.host}]` : http.host
  return { server, url: `${http.tls === 'none' ? 'http' : 'https'}://${host}:${port}` }
}

async function chainOf(
  tls: 'own' | { certificate: string; key: string },
  authority: Authority,
  own: { key: string; certificate: string },
) {
  if (tls === 'own') return ownChain(own, authority)
  return { cert: await readFile(tls.certificate), key: await readFile(tls.key) }
}

/** The authority's certificate goes along: a unit that enrols finds the fingerprint of its code in it. */
const ownChain = ({ key, certificate }: { key: string; certificate: string }, authority: Authority) => ({
  key,
  cert: `${certificate}\n${authority.certificate}`,
})

/** Puts a renewed certificate in use for new connections. */
export function setChain(
  server: Server | HttpsServer,
  renewed: { key: string; certificate: string },
  authority: Authority,
): void {
  if ('setSecureContext' in server) server.setSecureContext(ownChain(renewed, authority))
}

/** Requests in hand have so long to be answered once the server closes. */
const PATIENCE_MS = 3000
const LOOK_MS = 20

/** Takes nobody new, lets what is in hand be answered, and cuts off what is not done by then. */
export async function closeWeb(server: Server | HttpsServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that is kept alive becomes idle when its request is answered, and nobody else closes it then.
  const looking = setInterval(() => server.closeIdleConnections(), LOOK_MS)
  const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS)
  server.closeIdleConnections()
  await closed
  clearInterval(looking)
  clearTimeout(patience)
}
