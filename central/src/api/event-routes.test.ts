import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Session, UnitView } from '@archway/shared/api'
import express from 'express'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Announcer, createAnnouncer } from '../alert/announcer.ts'
import { POLICY } from '../ingest/ingest.fixture.ts'
import type { Use } from '../ledger/use-log.ts'
import { someAlert } from '../store/judged.fixture.ts'
import { type EventRoutes, eventRoutes } from './event-routes.ts'
import { requireSession } from './guard.ts'

const SESSION: Session = {
  user: 'kim',
  displayName: 'Kim',
  roles: ['operator'],
  csrf: 'c',
  expiresAt: 1,
  freshUntil: 1,
}
/** How long what must come may take: on a busy machine that is not within a second. */
const PATIENCE = 10_000
const COOKIE = `archway=${'t'.repeat(43)}`

let server: Server
let announcer: Announcer
let events: EventRoutes
let alive: boolean
let extended: boolean[]
let uses: Use[]
let faults: unknown[]
let tellUnit: (unit: UnitView) => void
let logUse: (use: Use) => Promise<void>

beforeEach(async () => {
  announcer = createAnnouncer(8)
  alive = true
  extended = []
  uses = []
  faults = []
  logUse = async (use) => void uses.push(use)
  const find = async (_token: string, extend: boolean) => {
    extended.push(extend)
    return alive ? SESSION : null
  }
  const sessions = { find }
  events = eventRoutes({
    announcer,
    presence: {
      watch(listener) {
        tellUnit = listener
        return () => {}
      },
    },
    sessions,
    registry: { unit: () => null },
    book: { entry: async () => null },
    policy: () => POLICY,
    uses: { logUse: (use) => logUse(use) },
    now: () => 5,
    secure: false,
    onFault: (error) => faults.push(error),
    heartbeatMs: 50,
  })
  const app = express().use(
    '/events',
    requireSession(sessions, { secure: false, extend: false }),
    events.routes,
  )
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})
async function open() {
  const abort = new AbortController()
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/events`, {
    headers: { cookie: COOKIE },
    signal: abort.signal,
  })
  let text = ''
  const ended = (async () => {
    for await (const chunk of answer.body ?? []) text += Buffer.from(chunk).toString()
    return true
  })().catch(() => false)
  return { answer, ended, text: () => text, stop: () => abort.abort() }
}
const unit = (id: string, waiting: number): UnitView => ({
  id,
  kind: 'fixed',
  name: id,
  place: null,
  state: 'online',
  lastSeenAt: 1,
  hotlistVersion: null,
  waiting,
  framesDropped: null,
  faults: [],
})

describe('the live stream', () => {
  test('beats, tells alerts and units, and logs each alert that it shows once', async () => {
    const page = await open()
    expect(page.answer.headers.get('content-type')).toBe('text/event-stream')
    const record = someAlert()
    announcer.announce({ kind: 'raised', record, committedAt: 4 })
    announcer.announce({ kind: 'image', record })
    tellUnit(unit('u1', 1))
    await vi.waitFor(() => {
      expect(page.text().match(/^event: alert$/gm)).toHaveLength(2)
      expect(page.text()).toMatch(/event: unit\ndata: {"id":"u1"/)
      expect(page.text().match(/^: here$/gm)?.length).toBeGreaterThan(2)
    }, PATIENCE)
    expect(uses).toEqual([
      {
        at: 5,
        who: 'kim',
        action: 'alert-view',
        outcome: 'success',
        subject: record.id,
        detail: 'live, sealed',
      },
    ])
    expect(extended).not.toContain(true)
    page.stop()
    await vi.waitFor(() => {
      expect(events.open()).toBe(0)
      expect(announcer.counts().subscribers).toBe(0)
    }, PATIENCE)
    expect(faults).toEqual([])
  })

  test('ends within a heartbeat when the session does', async () => {
    const page = await open()
    alive = false
    expect(await page.ended).toBe(true)
    expect(page.text()).toContain(': here')
  })

  test('shows nothing that could not be logged', async () => {
    const page = await open()
    logUse = () => Promise.reject(new Error('disk full'))
    announcer.announce({ kind: 'raised', record: someAlert(), committedAt: 4 })
    await page.ended
    expect(page.text()).not.toContain('event: alert')
    expect(faults).toEqual([expect.objectContaining({ message: 'disk full' })])
  })

  test('a page that does not keep up is let go, not queued for without end', async () => {
    const page = await open()
    for (let i = 0; i < 100; i++) announcer.announce({ kind: 'raised', record: someAlert(), committedAt: 4 })
    expect(await page.ended).toBe(true)
    expect(announcer.counts()).toMatchObject({ subscribers: 0, dropped: 1 })
    expect(faults).toEqual([])
  })

  test('ends when the server stops', async () => {
    const page = await open()
    events.end()
    expect(await page.ended).toBe(true)
  })
})
