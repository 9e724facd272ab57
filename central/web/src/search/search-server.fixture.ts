import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { Problem, Session } from '@archway/shared/api'
import {
  CasePage,
  CaseView,
  NEEDS_RELEASE,
  NewCase,
  ReleaseDecision,
  ReleasePage,
  ReleaseRequest,
  ReleaseView,
  SearchPage,
  SearchRequest,
} from '@archway/shared/api/search'
import type { z } from 'zod'
import { drawnPlate, drawnScene } from '../drawn-vehicle.fixture.ts'

const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export interface SearchServer {
  readonly url: string
  user: string
  roles: Session['roles']
  cases: CaseView[]
  releases: ReleaseView[]
  /** The pages of the next searches, one after the other. */
  pages: SearchPage[]
  /** What the page asked for, as method and path; and the orders it sent. */
  readonly requests: string[]
  readonly orders: z.infer<typeof SearchRequest>['order'][]
  close(): Promise<void>
}

/** A small real server that speaks the search page's side of the contract, each message held against its schema. */
export async function startSearchServer(site: string, now: () => number): Promise<SearchServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  const desk: SearchServer = {
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    user: 'jmiller',
    roles: ['operator'],
    cases: [],
    releases: [],
    pages: [],
    requests: [],
    orders: [],
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', desk.url)
    if (!pathname.startsWith('/api/')) return file(pathname, response)
    const route = `${request.method} ${pathname}`
    desk.requests.push(route)
    if (request.method === 'POST' && request.headers['x-archway-csrf'] !== 'csrf-1') {
      return refuse(response, 403, 'The x-archway-csrf header is missing or wrong.')
    }
    if (pathname.startsWith('/api/images/')) {
      const isPlate = pathname.endsWith('f')
      response.writeHead(200, { 'content-type': 'image/svg+xml' })
      response.end(isPlate ? drawnPlate('AB12CD') : drawnScene('AB12CD', 1))
      return
    }
    const decided = /^POST \/api\/search-releases\/([^/]+)\/decide$/.exec(route)?.[1]
    if (decided) return decide(decided, request, response)
    if (/^POST \/api\/searches\/[^/]+\/pages$/.test(route)) return page(response)
    if (/^POST \/api\/search-releases\/[^/]+\/search$/.test(route)) return page(response)
    switch (route) {
      case 'GET /api/session':
        return json(response, Session, {
          user: desk.user,
          displayName: 'J. Miller',
          roles: desk.roles,
          csrf: 'csrf-1',
          expiresAt: now() + 3_600_000,
          freshUntil: now() + 300_000,
        })
      case 'GET /api/cases':
        return json(response, CasePage, { cases: desk.cases, next: null })
      case 'POST /api/cases': {
        const { number, purpose } = NewCase.parse(await bodyOf(request))
        const opened = { number, purpose, owner: desk.user, openedAt: now(), openedBy: desk.user }
        return json(response, CaseView, { ...opened, closedAt: null, closedBy: null })
      }
      case 'POST /api/searches': {
        const { order } = SearchRequest.parse(await bodyOf(request))
        desk.orders.push(order)
        if (order.plate === null)
          return refuse(response, 403, 'A supervisor must release it first.', NEEDS_RELEASE)
        return page(response)
      }
      case 'POST /api/search-releases': {
        const { order, reason } = ReleaseRequest.parse(await bodyOf(request))
        const asked = releaseOf({ order, reason, askedBy: desk.user, askedAt: now() })
        desk.releases = [asked, ...desk.releases]
        return json(response, ReleaseView, asked)
      }
      case 'GET /api/search-releases':
        return json(response, ReleasePage, { releases: desk.releases, next: null })
      default:
        return refuse(response, 404, `No ${route} here.`)
    }
  }

  function page(response: ServerResponse): void {
    const next = desk.pages.shift()
    if (next) json(response, SearchPage, next)
    else refuse(response, 409, 'This search is over; begin another one.')
  }

  async function decide(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { outcome } = ReleaseDecision.parse(await bodyOf(request))
    desk.releases = desk.releases.map((release) =>
      release.id === id ? { ...release, state: outcome, decidedBy: desk.user, decidedAt: now() } : release,
    )
    const found = desk.releases.find((release) => release.id === id)
    if (found) json(response, ReleaseView, found)
    else refuse(response, 404, 'There is no such request.')
  }

  async function file(pathname: string, response: ServerResponse): Promise<void> {
    const name = extname(pathname) === '' ? 'index.html' : pathname.slice(1)
    const body = await readFile(join(site, name)).catch(() => null)
    const type = MIME[extname(name)] ?? 'application/octet-stream'
    response.writeHead(body ? 200 : 404, { 'content-type': type, 'content-security-policy': CONTENT_POLICY })
    response.end(body ?? '')
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return desk
}

export const releaseOf = (change: Partial<ReleaseView>): ReleaseView => ({
  id: '019abcde-0000-7000-8000-000000000001',
  state: 'requested',
  grounds: ['no-plate', 'location-sweep'],
  askedBy: 'tlee',
  askedAt: 0,
  decidedBy: null,
  decidedAt: null,
  order: null,
  reason: null,
  ...change,
})

function json<T>(response: ServerResponse, schema: z.ZodType<T>, body: T): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(schema.parse(body)))
}

function refuse(response: ServerResponse, status: number, detail: string, type = 'about:blank'): void {
  const problem = Problem.parse({ type, title: 'Refused', status, detail })
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}
