import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { extname, join, normalize } from 'node:path'
import {
  AlertPage,
  AlertView,
  type OpenAlert,
  Problem,
  Session,
  Summary,
  UnitList,
  UnitView,
} from '@archway/shared/api'
import {
  type CameraErrors,
  CameraList,
  EscalationList,
  QuarantineDecision,
  QuarantineList,
  type QuarantineView,
} from '@archway/shared/api/cameras'
import { CodeRequest, LoginRequest, LoginStep, LoginTerms } from '@archway/shared/api/login'
import { AlertReceipt, DisposeRequest, OpenRequest, VerifyRequest } from '@archway/shared/api/verify'
import { compareLook, seesTheSame } from '@archway/shared/verification'
import type { z } from 'zod'
import { sealed } from './alert.fixture.ts'
import { drawnPlate, drawnScene } from './drawn-vehicle.fixture.ts'

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

const BANNER = 'Closed record, RSMo 610.100(3). Everything that is done here is logged under your name.'
const DIGEST = 'd'.repeat(64)
export const TICKET = 't'.repeat(43)
/** What the authenticator of the one user shows. */
export const CODE = '287082'

export interface DeskServer {
  readonly url: string
  /** All of each; the page gets what its one user may see. */
  readonly alerts: Map<string, OpenAlert>
  /** Alerts that the page said stand on its screen. */
  readonly receipts: string[]
  /** What the page asked for and how, oldest first: `POST /api/login`. */
  readonly requests: string[]
  /** Whoever may acknowledge before the operator does. */
  rival: string | null
  /** Answers the next act of a person with this status instead; a receipt is the page's own, whenever it comes. */
  refuseNext: number | null
  /** Replaces the body of the next list of alerts. */
  garbleNext: string | null
  hotlistVersion: number
  /** How long a session still lasts. */
  sessionMs: number
  /** Images are announced as stored, but cannot be had. */
  imagesBroken: boolean
  /** What the one user may do. */
  roles: Session['roles']
  /** What follows the right password. */
  firstStep: LoginStep
  /** Where else the account is in use. */
  elsewhere: string | null
  cameras: CameraErrors[]
  quarantines: QuarantineView[]
  units: UnitView[]
  baseMap: Uint8Array | null
  /** Stores it and sends it to everybody who listens. */
  raise(alert: OpenAlert): void
  announceUnit(unit: UnitView): void
  /** Sends an event as it is, contract or not. */
  send(event: string, data: string): void
  endSessions(): void
  /** The sessions end, but nothing is cut and nobody is told. */
  endSessionsQuietly(): void
  /** The network goes away: every connection is cut and new ones are refused, until `comeBack`. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

/**
 * A small real HTTP server that speaks the page's side of the contract from recorded data. Each answer is held
 * against the schema before it leaves, so that a test cannot pass on data that central could never send.
 */
export async function startDeskServer(page: string, now: () => number): Promise<DeskServer> {
  const password = 'correct horse'
  let signedIn = new Set<string>()
  const listeners = new Set<ServerResponse>()
  const sockets = new Set<Socket>()
  let port = 0
  let server = createServer()

  const session = () =>
    ({
      user: 'jmiller',
      displayName: 'J. Miller',
      roles: desk.roles,
      csrf: 'csrf-token-1',
      expiresAt: now() + desk.sessionMs,
      freshUntil: now() + 300_000,
    }) satisfies Session

  const desk: DeskServer = {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    alerts: new Map(),
    receipts: [],
    requests: [],
    rival: null,
    refuseNext: null,
    garbleNext: null,
    hotlistVersion: 41,
    sessionMs: 12 * 3_600_000,
    imagesBroken: false,
    roles: ['operator'],
    firstStep: { step: 'factor', ticket: TICKET, code: true, passkey: null },
    elsewhere: null,
    cameras: [],
    quarantines: [],
    units: [],
    baseMap: null,
    raise: (alert) => {
      desk.alerts.set(alert.id, alert)
      desk.send('alert', JSON.stringify(viewOf(alert)))
    },
    announceUnit: (unit) => {
      desk.units = desk.units.map((known) => (known.id === unit.id ? unit : known))
      desk.send('unit', JSON.stringify(UnitView.parse(unit)))
    },
    send: (event, data) => {
      for (const listener of listeners) listener.write(`event: ${event}\ndata: ${data}\n\n`)
    },
    endSessionsQuietly: () => {
      signedIn = new Set()
    },
    endSessions: () => {
      desk.endSessionsQuietly()
      for (const listener of listeners) listener.end()
    },
    goAway: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    comeBack: () => listen(),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function listen(): Promise<void> {
    server = createServer((request, response) => {
      answer(request, response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
      })
    })
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', desk.url)
    const route = `${request.method} ${url.pathname}`
    if (url.pathname.startsWith('/api/')) desk.requests.push(`${route}${url.search}`)
    if (url.pathname === '/map.pmtiles') desk.requests.push(`${route} ${request.headers.range ?? ''}`)
    if (url.pathname === '/map.pmtiles') return serveBaseMap(request, response)
    if (!url.pathname.startsWith('/api/')) return servePage(url.pathname, response)
    if (route === 'GET /api/login')
      return json(response, LoginTerms, { banner: BANNER, digest: DIGEST, sso: null })
    if (route === 'POST /api/login') return login(request, response)
    if (route === 'POST /api/login/code') return code(request, response)

    const token = /session=([a-z0-9]+)/.exec(request.headers.cookie ?? '')?.[1]
    if (!token || !signedIn.has(token))
      return refuse(response, 401, 'Not signed in', 'Your session has ended.')
    if (request.method === 'POST' && request.headers['x-archway-csrf'] !== session().csrf) {
      return refuse(response, 403, 'Forbidden', 'The x-archway-csrf header is missing or wrong.')
    }
    const isAct = request.method === 'POST' && route !== 'POST /api/receipts'
    if (isAct && desk.refuseNext !== null) {
      const status = desk.refuseNext
      desk.refuseNext = null
      return refuse(response, status, 'Unavailable', 'The store is busy.')
    }
    const acknowledge = /^POST \/api\/alerts\/([^/]+)\/acknowledge$/.exec(route)?.[1]
    if (acknowledge) return acknowledged(acknowledge, response)
    const act = /^POST \/api\/alerts\/([^/]+)\/(verify|open|dispose)$/.exec(route)
    if (act) return acted(act[1] ?? '', act[2] ?? '', request, response)
    const image = /^GET \/api\/images\/([^/]+)$/.exec(route)?.[1]
    if (image) return serveImage(image, response)
    switch (route) {
      case 'GET /api/session':
        return json(response, Session, session())
      case 'POST /api/logout':
        signedIn.delete(token)
        response.writeHead(204).end()
        return
      case 'GET /api/alerts':
        return list(url.searchParams, response)
      case 'POST /api/receipts':
        desk.receipts.push(...AlertReceipt.parse(await bodyOf(request)).alerts)
        response.writeHead(204).end()
        return
      case 'GET /api/cameras':
        return json(response, CameraList, { windowDays: 30, cameras: desk.cameras })
      case 'GET /api/quarantines':
        return json(response, QuarantineList, { quarantines: desk.quarantines })
      case 'GET /api/escalations':
        return json(response, EscalationList, { escalations: [] })
      case 'POST /api/quarantines/1/decide': {
        const decision = QuarantineDecision.parse(await bodyOf(request))
        desk.quarantines = desk.quarantines.map((one) => ({
          ...one,
          state: decision.quarantine ? 'quarantined' : 'refused',
          decidedBy: session().user,
          decidedAt: now(),
          reason: decision.reason,
        }))
        return json(response, QuarantineList, { quarantines: desk.quarantines })
      }
      case 'GET /api/units':
        return json(response, UnitList, { units: desk.units })
      case 'GET /api/summary':
        return json(response, Summary, {
          reads: 48_213,
          hits: 31,
          alerts: desk.alerts.size,
          images: 96_002,
          refused: 0,
          hotlist: { version: desk.hotlistVersion, entries: 18_442, sourceAt: now() - 3 * 3_600_000 },
        })
      case 'GET /api/events':
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
        response.write(': here\n\n')
        listeners.add(response)
        response.on('close', () => listeners.delete(response))
        return
      default:
        return refuse(response, 404, 'Not found', `No ${route} here.`)
    }
  }

  async function login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = LoginRequest.parse(await bodyOf(request))
    if (asked.banner !== DIGEST) return refuse(response, 403, 'Forbidden', 'The terms of use have changed.')
    if (asked.user !== 'jmiller' || asked.password !== password) {
      return refuse(response, 401, 'Not signed in', 'The user name or the password is wrong.')
    }
    return json(response, LoginStep, desk.firstStep)
  }

  async function code(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = CodeRequest.parse(await bodyOf(request))
    if (asked.code !== CODE) return refuse(response, 401, 'Not signed in', 'That was not right.')
    const token = `t${signedIn.size}${Math.floor(now())}`
    signedIn.add(token)
    response.setHeader('set-cookie', `session=${token}; HttpOnly; SameSite=Strict; Path=/`)
    return json(response, LoginStep, { step: 'done', session: session(), elsewhere: desk.elsewhere })
  }

  function acknowledged(id: string, response: ServerResponse): void {
    const known = desk.alerts.get(id)
    if (!known) {
      refuse(response, 404, 'Not found', 'No such alert.')
      return
    }
    const first = desk.rival ?? session().user
    const alert: OpenAlert =
      known.acknowledged === null
        ? { ...known, state: 'acknowledged', acknowledged: { by: first, at: now() } }
        : known
    desk.raise(alert)
    json(response, AlertView, viewOf(alert))
  }

  /** As central: sealed to whoever has not looked, unless it is settled, or they could not verify it anyway. */
  function viewOf(alert: OpenAlert): AlertView {
    const { user } = session()
    const hasLooked = [...alert.looks, ...alert.openings, ...alert.dispositions].some(({ by }) => by === user)
    const isSettled = alert.state !== 'raised' && alert.state !== 'acknowledged'
    return AlertView.parse(hasLooked || isSettled || desk.roles.includes('officer') ? alert : sealed(alert))
  }

  async function acted(
    id: string,
    kind: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const known = desk.alerts.get(id)
    if (!known) return refuse(response, 404, 'Not found', 'No such alert.')
    const body = await bodyOf(request)
    const [by, at] = [session().user, now()]
    let alert: OpenAlert
    if (kind === 'verify') {
      const typed = VerifyRequest.parse(body)
      const found = compareLook(typed, known.entry, known.read.text, known.live ? 'live' : 'withdrawn')
      const outcome = !seesTheSame(found) ? 'disagreed' : found.live === 'live' ? 'verified' : 'agreed'
      const state = outcome === 'verified' ? 'verified' : known.state
      const others = known.looks.filter((look) => look.by !== by)
      alert = { ...known, state, looks: [...others, { by, at, ...typed, found, outcome }] }
    } else if (kind === 'open') {
      alert = { ...known, openings: [{ by, at, ...OpenRequest.parse(body) }] }
    } else {
      const state = known.state === 'acknowledged' ? 'dismissed' : 'closed'
      alert = {
        ...known,
        state,
        dispositions: [...known.dispositions, { by, at, ...DisposeRequest.parse(body) }],
      }
    }
    desk.raise(alert)
    json(response, AlertView, viewOf(alert))
  }

  function list(query: URLSearchParams, response: ServerResponse): void {
    if (desk.garbleNext !== null) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(desk.garbleNext)
      desk.garbleNext = null
      return
    }
    const before = query.get('before')
    const limit = Number(query.get('limit') ?? 50)
    const found = [...desk.alerts.values()]
      .filter((alert) => !query.get('state') || alert.state === query.get('state'))
      .filter((alert) => before === null || alert.id < before)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
    const alerts = found.slice(0, limit).map(viewOf)
    json(response, AlertPage, { alerts, next: found.length > limit ? (alerts.at(-1)?.id ?? null) : null })
  }

  function serveImage(id: string, response: ServerResponse): void {
    for (const alert of desk.alerts.values()) {
      const image = alert.images.find((candidate) => candidate.id === id && candidate.state === 'stored')
      if (!image || desk.imagesBroken) continue
      const text = alert.read.text
      response
        .writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' })
        .end(image.kind === 'scene' ? drawnScene(text, image.angle) : drawnPlate(text))
      return
    }
    refuse(response, 404, 'Not found', 'No such image.')
  }

  async function servePage(path: string, response: ServerResponse): Promise<void> {
    const file = extname(path) === '' ? 'index.html' : normalize(path).slice(1)
    const body = await readFile(join(page, file)).catch(() => null)
    if (body === null) return refuse(response, 404, 'Not found', 'No such file.')
    response
      .writeHead(200, {
        'content-type': MIME[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': CONTENT_POLICY,
        'x-content-type-options': 'nosniff',
      })
      .end(body)
  }

  function serveBaseMap(request: IncomingMessage, response: ServerResponse): void {
    const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '')
    if (!desk.baseMap || !range) {
      refuse(response, 404, 'Not found', 'No base map is installed.')
      return
    }
    const body = desk.baseMap.subarray(Number(range[1]), Number(range[2]) + 1)
    response
      .writeHead(206, {
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${range[1]}-${Number(range[1]) + body.length - 1}/${desk.baseMap.length}`,
      })
      .end(body)
  }

  await listen()
  return desk
}

function json<T>(response: ServerResponse, schema: z.ZodType<T>, body: T): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(schema.parse(body)))
}

function refuse(response: ServerResponse, status: number, title: string, detail: string): void {
  const problem = Problem.parse({ type: 'about:blank', title, status, detail })
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}
