import { constants } from 'node:crypto'
import { createServer, type TLSSocket } from 'node:tls'
import { DeviceId } from '@archway/shared/id'
import { sha256 } from '@archway/shared/signing'

/** Who a connection is, as its certificate proves. */
export interface Identity {
  readonly device: DeviceId
  readonly fingerprint: string
}

export interface UnitListenerOptions {
  readonly host: string
  /** 0: any free port; see `address`. */
  readonly port: number
  /** The server's key and certificate, and the authority that certifies units. All PEM. */
  readonly tls: { readonly key: string; readonly certificate: string; readonly ca: string }
  /** How long a unit may take to prove itself. */
  readonly handshakeMs: number
  readonly onUnit: (socket: TLSSocket, identity: Identity) => void
  /** Told why somebody is not let in: their certificate is none of ours, or names no device. */
  readonly onStranger: (detail: string) => void
}

/** A TLS port at which only units with a certificate of ours get through. */
export interface UnitListener {
  start(): Promise<void>
  /** Once started. */
  address(): { host: string; port: number }
  /** Takes a new server certificate for connections from now on. */
  renew(tls: { key: string; certificate: string }): void
  /** Lets nobody in any more. Resolves when the last connection has ended. */
  close(): Promise<void>
  /** Ends the connections that there still are. */
  cut(): void
}

export function unitListener({
  host,
  port,
  tls,
  handshakeMs,
  onUnit,
  onStranger,
}: UnitListenerOptions): UnitListener {
  const sockets = new Set<TLSSocket>()
  const server = createServer(
    {
      key: tls.key,
      cert: tls.certificate,
      ca: tls.ca,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      // A resumed session would skip the certificate's check.
      secureOptions: constants.SSL_OP_NO_TICKET,
      handshakeTimeout: handshakeMs,
    },
    (socket) => {
      const identity = identify(socket)
      if (!identity) {
        onStranger('the certificate names no device')
        socket.destroy()
        return
      }
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      onUnit(socket, identity)
    },
  )
  server.on('tlsClientError', (error: Error & { code?: string }, socket) => {
    socket.destroy()
    // A certificate that does not verify is reported as a mere reset; what was wrong stands on the socket.
    const why = socket.authorizationError?.toString() ?? (error.code === 'ECONNRESET' ? null : error.code)
    if (why) onStranger(why)
  })

  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve()
        })
      }),
    address() {
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('the broker is not listening')
      return { host: address.address, port: address.port }
    },
    renew: ({ key, certificate }) =>
      server.setSecureContext({
        key,
        cert: certificate,
        ca: tls.ca,
        minVersion: 'TLSv1.2',
        secureOptions: constants.SSL_OP_NO_TICKET,
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
    cut() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function identify(socket: TLSSocket): Identity | null {
  const certificate = socket.getPeerCertificate()
  if (!socket.authorized || !certificate.raw) return null
  const device = DeviceId.safeParse(certificate.subject.CN)
  return device.success ? { device: device.data, fingerprint: sha256(certificate.raw) } : null
}
