import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import { sha256 } from '@archway/shared/signing'

const TIMEOUT_MS = 20_000
const MAX_REPLY_BYTES = 64 * 1024

export interface Reply {
  readonly status: number
  readonly body: string
}

/**
 * Posts JSON to a server that must prove, before the first byte of it is sent, that it is certified by the
 * authority of this fingerprint or by one that the operating system trusts. Over http there is nothing to
 * prove; see `parseCentralUrl` for when that is allowed.
 */
export async function pinnedPost(url: URL, body: string, fingerprint: string): Promise<Reply> {
  if (url.protocol === 'http:') return post(url, body, undefined)
  return post(url, body, await authorityOf(url, fingerprint))
}

/** The certificate with this fingerprint in the chain that the server shows, PEM. Undefined: not in it. */
async function authorityOf(url: URL, fingerprint: string): Promise<string | undefined> {
  const chain = await new Promise<DetailedPeerCertificate>((resolve, reject) => {
    const name = url.hostname.replace(/^\[|\]$/g, '')
    const socket = connect({
      host: name,
      port: Number(url.port || 443),
      // Only to look at what is shown; nothing is sent on this connection.
      rejectUnauthorized: false,
      ...(isIP(name) ? {} : { servername: name }),
    })
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer in time')))
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      resolve(socket.getPeerCertificate(true))
      socket.destroy()
    })
  })
  const seen = new Set<string>()
  let shown: DetailedPeerCertificate | undefined = chain
  while (shown?.raw) {
    const print = sha256(shown.raw)
    if (print === fingerprint) return pem(shown.raw)
    if (seen.has(print)) return undefined
    seen.add(print)
    shown = shown.issuerCertificate
  }
  return undefined
}

const pem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`

function post(url: URL, body: string, ca: string | undefined): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      timeout: TIMEOUT_MS,
      agent: false as const,
    }
    const sent =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, rejectUnauthorized: true, ...(ca && { ca }) })
        : httpRequest(url, options)
    sent.once('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.once('error', reject)
    sent.once('response', (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        bytes += chunk.byteLength
        if (bytes > MAX_REPLY_BYTES) response.destroy(new Error('the answer is too long for an enrolment'))
      })
      response.once('error', reject)
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    sent.end(body)
  })
}
