import type { IncomingMessage, ServerResponse } from 'node:http'
import { AlertPage, AlertView, type OpenAlert, type Session } from '@archway/shared/api'
import { DisposeRequest, OpenRequest, VerifyRequest } from '@archway/shared/api/verify'
import { compareLook, seesTheSame } from '@archway/shared/verification'
import { sealed } from './alert.fixture.ts'
import { bodyOf, json, refuse } from './desk-wire.fixture.ts'
import { drawnPlate, drawnScene } from './drawn-vehicle.fixture.ts'

export interface AlertDesk {
  /** All of each; the page gets what its one user may see. */
  readonly alerts: Map<string, OpenAlert>
  /** Whoever may acknowledge before the operator does. */
  rival: string | null
  /** Replaces the body of the next list of alerts. */
  garbleNext: string | null
  /** Images are announced as stored, but cannot be had. */
  imagesBroken: boolean
  /** What the one user may do. */
  roles: Session['roles']
  /** Stores it and sends it to everybody who listens. */
  raise(alert: OpenAlert): void
}

/** What central answers about alerts, to the one user of a desk. */
export function deskAlerts(desk: AlertDesk, user: string, now: () => number) {
  /** As central: sealed to whoever has not looked, unless it is settled, or they could not verify it anyway. */
  function viewOf(alert: OpenAlert): AlertView {
    const hasLooked = [...alert.looks, ...alert.openings, ...alert.dispositions].some(({ by }) => by === user)
    const isSettled = alert.state !== 'raised' && alert.state !== 'acknowledged'
    return AlertView.parse(hasLooked || isSettled || desk.roles.includes('officer') ? alert : sealed(alert))
  }

  function acknowledged(id: string, response: ServerResponse): void {
    const known = desk.alerts.get(id)
    if (!known) {
      refuse(response, 404, 'Not found', 'No such alert.')
      return
    }
    const first = desk.rival ?? user
    const alert: OpenAlert =
      known.acknowledged === null
        ? { ...known, state: 'acknowledged', acknowledged: { by: first, at: now() } }
        : known
    desk.raise(alert)
    json(response, AlertView, viewOf(alert))
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
    const [by, at] = [user, now()]
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

  return { viewOf, acknowledged, acted, list, serveImage }
}
