import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Session, Summary, UnitList, UnitView } from '@archway/shared/api'
import {
  type CameraErrors,
  CameraList,
  EscalationList,
  QuarantineDecision,
  QuarantineList,
  type QuarantineView,
} from '@archway/shared/api/cameras'
import { CodeRequest, LoginRequest, LoginStep, LoginTerms } from '@archway/shared/api/login'
import { AlertReceipt } from '@archway/shared/api/verify'
import { type AlertDesk, deskAlerts } from './desk-alerts.fixture.ts'
import { bodyOf, json, refuse, serveBaseMap, servePage } from './desk-wire.fixture.ts'

const BANNER = 'Closed record, RSMo 610.100(3). Everything that is done here is logged under your name.'
const USER = 'jmiller'
const DIGEST = 'd'.repeat(64)
export const TICKET = 't'.repeat(43)
/** What the authenticator of the one user shows. */
export const CODE = '287082'

export interface DeskServer extends AlertDesk {
  readonly url: string
  /** Alerts that the page said stand on its screen. */
  readonly receipts: string[]
  /** What the page asked for and how, oldest first: `POST /api/login`. */
  readonly requests: string[]
  /** Answers the next act of a person with this status instead; a receipt is the page's own, whenever it comes. */
  refuseNext: number | null
  hotlistVersion: number
  /** How long a session still lasts. */
  sessionMs: number
  /** What follows the right password. */
  firstStep: LoginStep
  /** Where else the account is in use. */
  elsewhere: string | null
  cameras: CameraErrors[]
  quarantines: QuarantineView[]
  units: UnitView[]
  baseMap: Uint8Array | null
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
 * A small real HTTP server that speaks the page's side of the contract from recorded data.
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
      user: USER,
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
      desk.send('alert', JSON.stringify(alerts.viewOf(alert)))
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

  const alerts = deskAlerts(desk, USER, now)

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
    if (url.pathname === '/map.pmtiles') return serveBaseMap(desk.baseMap, request, response)
    if (!url.pathname.startsWith('/api/')) return servePage(page, url.pathname, response)
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
    if (acknowledge) return alerts.acknowledged(acknowledge, response)
    const act = /^POST \/api\/alerts\/([^/]+)\/(verify|open|dispose)$/.exec(route)
    if (act) return alerts.acted(act[1] ?? '', act[2] ?? '', request, response)
    const image = /^GET \/api\/images\/([^/]+)$/.exec(route)?.[1]
    if (image) return alerts.serveImage(image, response)
    switch (route) {
      case 'GET /api/session':
        return json(response, Session, session())
      case 'POST /api/logout':
        signedIn.delete(token)
        response.writeHead(204).end()
        return
      case 'GET /api/alerts':
        return alerts.list(url.searchParams, response)
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
    if (asked.user !== USER || asked.password !== password) {
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

  await listen()
  return desk
}
