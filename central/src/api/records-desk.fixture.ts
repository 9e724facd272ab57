import { join } from 'node:path'
import { uuid7 } from '@archway/shared/id'
import type { Role } from '@archway/shared/role'
import { sha256 } from '@archway/shared/signing'
import sharp from 'sharp'
import { afterEach, beforeEach, expect } from 'vitest'
import { openSecrets } from '../audit/secrets.ts'
import { createDisclosures } from '../disclosure/disclosures.ts'
import { openHolds } from '../hold/open-holds.ts'
import { openWholeData } from '../retention/retention.fixture.ts'
import { random } from '../store/judged.fixture.ts'
import { disclosureRoutes } from './disclosure-routes.ts'
import { holdRoutes } from './hold-routes.ts'
import { outsideRequestRoutes } from './outside-request-routes.ts'
import { retentionRoutes } from './retention-routes.ts'
import { type RouteServer, serveRoutes } from './route-server.fixture.ts'

export const DAY_MS = 86_400_000
export const PEOPLE: Readonly<Record<string, readonly Role[]>> = {
  ann: ['operator'],
  sue: ['supervisor'],
  ray: ['rtcc-commander'],
  pat: ['program-commander'],
  kit: ['it-administrator'],
  ian: ['auditor'],
  nil: [],
}

type WholeData = Awaited<ReturnType<typeof openWholeData>>

/** Holds, disclosures and retention over HTTP, new for each test. */
export interface RecordsDesk {
  data: WholeData
  holds: Awaited<ReturnType<typeof openHolds>>
  /** Whether everybody has just signed in. */
  fresh: boolean
  call: RouteServer['call']
  /** Lines of the use log: who, what, outcome. */
  lines(): Promise<string[]>
  /** A passing with one real picture, bound by its hash. */
  passing(capturedAt: number): Promise<Awaited<ReturnType<WholeData['keep']>> & { jpeg: Buffer }>
}

/** To be called where a file's tests are declared. None of them may end with a fault of the server. */
export function recordsDesk(): RecordsDesk {
  const at = {
    lines: async () =>
      (await at.data.ledger.uses(0, 200)).map(({ who, action, outcome }) => `${who} ${action} ${outcome}`),
    async passing(capturedAt) {
      const jpeg = await sharp({ create: { width: 200, height: 90, channels: 3, background: '#88a' } })
        .jpeg()
        .toBuffer()
      const id = uuid7(capturedAt, random)
      const { vault, keep } = at.data
      const { put } = vault
      vault.put = (image) => put(image, jpeg)
      const digest = sha256(jpeg)
      const image = { id, angle: 1 as const, kind: 'plate' as const, sha256: digest, bytes: jpeg.byteLength }
      const made = await keep(capturedAt, true, { images: [image] })
      vault.put = put
      return { ...made, jpeg }
    },
  } as RecordsDesk
  let server: RouteServer
  beforeEach(async () => {
    at.data = await openWholeData()
    at.fresh = true
    const { ledger, store, vault, now, key, master, folder } = at.data
    const held = { data: folder, keys: join(folder, 'keys'), schedule: null }
    at.holds = await openHolds({ ...held, ledger, store, vault, reviewDays: () => 180, now, random }, master)
    const { holds } = at
    const disclosures = createDisclosures({ ledger, store, vault, holds, key, origin: 'test', now, random })
    const secrets = openSecrets(join(folder, 'uses'))
    const means = { ledger, secrets, holds, disclosures, uses: ledger, now }
    const routes = {
      '/api/retention': retentionRoutes(means),
      '/api/holds': holdRoutes(means),
      '/api/requests': outsideRequestRoutes(means),
      '/api/disclosures': disclosureRoutes(means),
    }
    server = await serveRoutes(routes, PEOPLE, () => (at.fresh ? now() + 1 : now()))
    at.call = server.call
  })
  afterEach(async () => {
    server.close()
    await at.data.discard()
    expect(server.faults).toEqual([])
  })
  return at
}

export const newHold = (change: object = {}) => ({
  caseNumber: '26-001234',
  schedule: 'PROV-STOLEN',
  reason: 'evidence of the theft',
  ...change,
})
