import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { Problem } from '@archway/shared/api'
import type { z } from 'zod'

const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** As strict as a page can be served: what the page needs beyond this, it may not have. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Held against the schema before it leaves: a test cannot pass on data that central could never send. */
export function json<T>(response: ServerResponse, schema: z.ZodType<T>, body: T): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(schema.parse(body)))
}

export function refuse(response: ServerResponse, status: number, title: string, detail: string): void {
  const problem = Problem.parse({ type: 'about:blank', title, status, detail })
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
}

export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}

/** A file of the built page, or the page itself for any other path. */
export async function servePage(site: string, path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) === '' ? 'index.html' : normalize(path).slice(1)
  const body = await readFile(join(site, file)).catch(() => null)
  if (body === null) return refuse(response, 404, 'Not found', 'No such file.')
  response
    .writeHead(200, {
      'content-type': MIME[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': CONTENT_POLICY,
      'x-content-type-options': 'nosniff',
    })
    .end(body)
}

/** A range of an archive. */
export function serveBaseMap(
  archive: Uint8Array | null,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '')
  if (!archive || !range) {
    refuse(response, 404, 'Not found', 'No base map is installed.')
    return
  }
  const body = archive.subarray(Number(range[1]), Number(range[2]) + 1)
  response
    .writeHead(206, {
      'content-type': 'application/octet-stream',
      'content-range': `bytes ${range[1]}-${Number(range[1]) + body.length - 1}/${archive.length}`,
    })
    .end(body)
}
