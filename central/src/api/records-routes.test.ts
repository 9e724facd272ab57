import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DisclosureView } from '@archway/shared/api/disclosure'
import { HoldDetail, HoldPage, HoldView, NewHold } from '@archway/shared/api/hold'
import { uuid7 } from '@archway/shared/id'
import type { Role } from '@archway/shared/role'
import { sha256 } from '@archway/shared/signing'
import express from 'express'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSecrets } from '../audit/secrets.ts'
import { createDisclosures } from '../disclosure/disclosures.ts'
import { verifyPackage } from '../disclosure/package.ts'
import { openHolds } from '../hold/open-holds.ts'
import { daysOld, openWholeData } from '../retention/retention.fixture.ts'
import { sweep } from '../retention/sweep.ts'
import { NOON, random } from '../store/judged.fixture.ts'
import { disclosureRoutes } from './disclosure-routes.ts'
import { CSRF_HEADER } from './guard.ts'
import { holdRoutes } from './hold-routes.ts'
import { problemHandler } from './problem.ts'
import { retentionRoutes } from './retention-routes.ts'

const DAY_MS = 86_400_000
const PEOPLE: Readonly<Record<string, readonly Role[]>> = {
  ann: ['operator'],
  sue: ['supervisor'],
  ray: ['rtcc-commander'],
  pat: ['program-commander'],
  kit: ['it-administrator'],
  ian: ['auditor'],
  nil: [],
}

let data: Awaited<ReturnType<typeof openWholeData>>
let holds: Awaited<ReturnType<typeof openHolds>>
let server: Server
let faults: unknown[]
let fresh: boolean
beforeEach(async () => {
  data = await openWholeData()
  faults = []
  fresh = true
  const { ledger, store, vault, now, key, master, folder } = data
  const held = { data: folder, keys: join(folder, 'keys'), schedule: null }
  holds = await openHolds({ ...held, ledger, store, vault, reviewDays: () => 180, now, random }, master)
  const disclosures = createDisclosures({ ledger, store, vault, holds, key, origin: 'test', now, random })
  const app = express()
  app.set('query parser', 'simple')
  app.use('/api', (request, response, next) => {
    const user = request.get('x-test-user') ?? 'nil'
    const freshUntil = fresh ? now() + 1 : now()
    response.locals.session = { user, displayName: user, roles: PEOPLE[user] ?? [], csrf: 'c', freshUntil }
    next()
  })
  const secrets = openSecrets(join(folder, 'uses'))
  const means = { ledger, secrets, holds, disclosures, uses: ledger, now }
  app.use('/api/retention', retentionRoutes(means))
  app.use('/api/holds', holdRoutes(means))
  app.use('/api', disclosureRoutes(means))
  app.use(problemHandler((fault) => faults.push(fault)))
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  server.close()
  server.closeAllConnections()
  await data.discard()
})

async function call(user: string, method: string, path: string, body?: unknown, csrf = 'c') {
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/api${path}`, {
    method,
    headers: {
      'x-test-user': user,
      [CSRF_HEADER]: csrf,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, bytes, json: isJson ? JSON.parse(Buffer.from(bytes).toString()) : null }
}
const lines = async () =>
  (await data.ledger.uses(0, 200)).map(({ who, action, outcome }) => `${who} ${action} ${outcome}`)
/** A passing with one real picture, bound by its hash. */
async function passing(capturedAt: number) {
  const jpeg = await sharp({ create: { width: 200, height: 90, channels: 3, background: '#88a' } })
    .jpeg()
    .toBuffer()
  const id = uuid7(capturedAt, random)
  const put = data.vault.put
  data.vault.put = (image) => put(image, jpeg)
  const ref = { id, angle: 1 as const, kind: 'plate' as const, sha256: sha256(jpeg), bytes: jpeg.byteLength }
  const made = await data.keep(capturedAt, true, { images: [ref] })
  data.vault.put = put
  return { ...made, jpeg }
}
const newHold = (over: object = {}) => ({
  caseNumber: '26-001234',
  schedule: 'PROV-STOLEN',
  reason: 'evidence of the theft',
  ...over,
})

describe('holds over the API', () => {
  test('promise 16: proposed by one, approved by another, kept through the purge, shown to who may see plates', async () => {
    const made = await passing(daysOld(90))
    const proposed = await call('ann', 'POST', '/holds', newHold({ alerts: [made.alert] }))
    expect(proposed.status).toBe(201)
    const { id } = HoldView.parse(proposed.json)
    expect((await call('ann', 'POST', `/holds/${id}/approve`)).status, 'an operator may not').toBe(403)
    expect(HoldView.parse((await call('sue', 'POST', `/holds/${id}/approve`)).json).state).toBe('active')
    await sweep(data.means({ held: holds.keep }))
    const detail = HoldDetail.parse((await call('ian', 'GET', `/holds/${id}`)).json)
    expect(detail.items.map(({ kind }) => kind)).toEqual(['passing', 'image'])
    const item = `/holds/${id}/items/image/${made.image}`
    expect((await call('ian', 'GET', item)).status, 'an auditor sees no plate').toBe(403)
    expect(Buffer.compare((await call('ann', 'GET', item)).bytes, made.jpeg)).toBe(0)
    expect((await call('ann', 'GET', `/holds/${id}/items/passing/${made.read.id}`)).json).toMatchObject({
      read: { id: made.read.id },
    })
    expect((await call('ian', 'POST', `/holds/${id}/verify`)).json).toEqual({ items: 2, findings: [] })
    expect(HoldPage.parse((await call('pat', 'GET', '/holds?limit=1')).json).holds[0]?.overdue).toBe(false)
    data.setNow(NOON + 181 * DAY_MS)
    expect(HoldPage.parse((await call('pat', 'GET', '/holds')).json).holds[0]?.overdue).toBe(true)
    expect(faults).toEqual([])
  })

  test('promise 17: nobody deletes a hold, and the attempt is on record', async () => {
    const made = await passing(NOON)
    const { id } = HoldView.parse(
      (await call('ann', 'POST', '/holds', newHold({ reads: [made.read.id] }))).json,
    )
    for (const user of Object.keys(PEOPLE))
      expect((await call(user, 'DELETE', `/holds/${id}`)).status).toBe(403)
    expect((await lines()).filter((line) => line.includes('hold-delete failure'))).toHaveLength(7)
    expect(await data.ledger.hold(id)).not.toBeNull()
  })

  test('promise 17: a release before its time is refused and on record', async () => {
    const made = await passing(NOON)
    const { id } = HoldView.parse(
      (await call('ann', 'POST', '/holds', newHold({ reads: [made.read.id] }))).json,
    )
    await call('sue', 'POST', `/holds/${id}/approve`)
    const early = { ground: 'schedule-elapsed', closedAt: NOON, note: 'case closed' }
    expect((await call('sue', 'POST', `/holds/${id}/release`, early)).status).toBe(409)
    expect((await lines()).at(-1)).toBe('sue hold-release failure')
    fresh = false
    const wrong = { ground: 'not-evidence', note: 'wrong car' }
    expect((await call('sue', 'POST', `/holds/${id}/release`, wrong)).status, 'needs a fresh login').toBe(403)
    fresh = true
    expect(HoldView.parse((await call('sue', 'POST', `/holds/${id}/release`, wrong)).json).state).toBe(
      'released',
    )
  })

  test('a proposal without CSRF token, by who may not, or for what is not there is refused', async () => {
    expect((await call('ann', 'POST', '/holds', newHold(), 'x')).status).toBe(403)
    expect((await call('ian', 'POST', '/holds', newHold())).status).toBe(403)
    expect((await call('ann', 'POST', '/holds', newHold())).status).toBe(409)
    expect((await lines()).filter((line) => line.includes('hold-propose failure'))).toHaveLength(2)
  })

  test('whatever is sent, the answer is a clear refusal and nothing is kept', async () => {
    const id = uuid7(NOON, random)
    const paths = [
      '/holds',
      `/holds/${id}/review`,
      `/holds/${id}/release`,
      '/requests',
      '/disclosures',
      `/requests/${id}/refuse`,
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.constant(JSON.stringify(newHold({ reads: [`${id}' OR 1=1--`] }))),
          fc.constant(JSON.stringify({ ...newHold(), extra: 1 })),
          fc.constant('"'.padEnd(400_000, 'x')),
        ),
        async (path, body) => {
          const { status, json } = await call('ray', 'POST', path, body)
          expect(status).toBeGreaterThanOrEqual(400)
          expect(status).toBeLessThan(500)
          expect(json).toMatchObject({ status, detail: expect.any(String) })
          expect(JSON.stringify(json)).not.toMatch(/\\n +at |\.ts:/)
        },
      ),
      { numRuns: 60 },
    )
    expect(await data.ledger.holds(null, 5)).toEqual([])
    expect(await data.ledger.requests(null, 5)).toEqual([])
    expect(faults).toEqual([])
    for (const path of [
      '/holds/x',
      '/holds/..%2f..',
      `/holds/${id}/items/image/..`,
      '/disclosures/1',
      '/requests/1/refuse',
    ]) {
      expect([400, 403, 404]).toContain((await call('ray', 'GET', path)).status)
    }
    expect(NewHold.safeParse(newHold({ reads: Array(1001).fill(id) })).success).toBe(false)
  })
})

describe('disclosures over the API', () => {
  test('promise 30: request, proposal, approval by another person, package; refused ones are listed too', async () => {
    const made = await passing(NOON)
    const asked = {
      receivedAt: NOON,
      agency: 'Circuit Attorney',
      requester: 'J. Doe',
      asked: 'images of the car',
    }
    const request = (await call('sue', 'POST', '/requests', asked)).json
    const order = {
      request: request.id,
      basis: 'chief-authorisation',
      reference: 'letter of 2026-02-27',
      purpose: 'prosecution',
      reads: [made.read.id],
    }
    expect((await call('sue', 'POST', '/disclosures', { ...order, basis: 'favour' })).status).toBe(400)
    const { id } = DisclosureView.parse((await call('ray', 'POST', '/disclosures', order)).json)
    expect((await call('sue', 'POST', `/disclosures/${id}/export`)).status, 'not approved').toBe(409)
    expect((await call('ray', 'POST', `/disclosures/${id}/approve`)).status, 'who proposed it').toBe(409)
    expect((await call('sue', 'POST', `/disclosures/${id}/approve`)).status, 'a supervisor may not').toBe(403)
    expect((await call('pat', 'POST', `/disclosures/${id}/approve`)).status).toBe(200)
    expect((await call('kit', 'POST', `/disclosures/${id}/export`)).status, 'IT gets no record out').toBe(403)
    const exported = await call('sue', 'POST', `/disclosures/${id}/export`)
    expect(exported.status).toBe(200)
    expect(verifyPackage(exported.bytes, data.key.publicKey).problems).toEqual([])
    expect(Object.keys(unzipSync(exported.bytes))).toContain(`images/${made.read.id}-1-plate.jpg`)
    expect(DisclosureView.parse((await call('ian', 'GET', `/disclosures/${id}`)).json).exports).toHaveLength(
      1,
    )

    data.setNow(NOON + 1)
    const second = (await call('sue', 'POST', '/requests', asked)).json
    const because = { because: 'no order of the Chief' }
    expect((await call('ray', 'POST', `/requests/${second.id}/refuse`, because)).status).toBe(200)
    expect((await call('ian', 'GET', '/requests')).json.requests).toMatchObject([
      { id: second.id, refusedBy: 'ray' },
      { id: request.id, refusedBy: null },
    ])
    expect((await call('ray', 'POST', '/disclosures', { ...order, request: second.id })).status).toBe(409)
    const log = await lines()
    for (const line of [
      'sue disclosure-export failure',
      'ray disclosure-approve failure',
      'kit disclosure-export failure',
      'sue disclosure-export success',
    ]) {
      expect(log).toContain(line)
    }
    expect(JSON.stringify(await data.ledger.uses(0, 200)), 'no plate in the use log').not.toContain('AB12CD')
    expect(faults).toEqual([])
  })
})

describe('the note of whoever decides', () => {
  test('stands with the hold and the disclosure, sealed beside the use log and never in it', async () => {
    const { read } = await passing(NOON)
    const note = 'AB12CD is the car of the witness too'
    const hold = (await call('ann', 'POST', '/holds', newHold({ reads: [read.id] }))).json
    const path = `/holds/${hold.id}/refuse`
    expect((await call('sue', 'POST', path, { note: 'short' })).status).toBe(400)
    expect((await call('sue', 'POST', path, { note: 'x'.repeat(501) })).status).toBe(400)
    expect(HoldView.parse((await call('sue', 'POST', path, { note })).json).decisionNote).toBe(note)
    const because = { agency: 'Circuit Attorney', requester: 'J. Doe', asked: 'images of the car' }
    const request = (await call('sue', 'POST', '/requests', { receivedAt: NOON, ...because })).json
    const order = { request: request.id, basis: 'special-order', reference: '5-27', purpose: 'prosecution' }
    const { id } = (await call('ray', 'POST', '/disclosures', { ...order, reads: [read.id] })).json
    const own = await call('ray', 'POST', `/disclosures/${id}/approve`, { note })
    expect(own.status, 'who proposed it').toBe(409)
    const decided = await call('pat', 'POST', `/disclosures/${id}/approve`, { note })
    expect(DisclosureView.parse(decided.json)).toMatchObject({ state: 'approved', decisionNote: note })

    expect(HoldPage.parse((await call('ian', 'GET', '/holds')).json).holds[0]?.decisionNote).toBe(note)
    const uses = await data.ledger.uses(0, 200)
    expect(JSON.stringify(uses)).not.toContain('AB12CD')
    const sealed = uses.filter(({ detail }) => /[0-9a-f]{64}$/.test(detail ?? ''))
    expect(sealed.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'hold-refuse success',
      'disclosure-approve failure',
      'disclosure-approve success',
    ])
    expect(faults).toEqual([])
  })
})

describe('retention over the API', () => {
  test('promise 15: certificates are shown to who oversees; a doubted clock is confirmed by a person', async () => {
    await data.keep(daysOld(91), true)
    await data.keep(daysOld(90), true)
    await sweep(data.means())
    const page = (await call('ian', 'GET', '/retention/certificates?limit=1')).json
    expect(page).toMatchObject({ certificates: [{ n: 1 }], next: 1 })
    expect((await call('pat', 'GET', '/retention/certificates?after=1')).json.certificates).toHaveLength(1)
    expect((await call('ann', 'GET', '/retention/certificates')).status).toBe(403)
    expect((await call('ian', 'GET', '/retention/certificates?after=-1')).status).toBe(400)
    data.setNow(NOON + 60 * DAY_MS)
    await sweep(data.means())
    expect((await call('ian', 'GET', '/retention')).json).toEqual({
      latest: NOON,
      doubted: data.now(),
      unfinished: [],
    })
    expect((await call('ian', 'POST', '/retention/confirm-clock')).status).toBe(403)
    expect((await call('kit', 'POST', '/retention/confirm-clock')).json).toMatchObject({
      latest: data.now(),
      doubted: null,
    })
  })
})
