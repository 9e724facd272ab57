import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@archway/shared/role'
import { afterEach, beforeEach, expect } from 'vitest'
import type { Unit } from '../fleet/registry.ts'
import { openSearchRoom, type SearchRoom, T } from '../ledger/search.fixture.ts'
import { SHIPPED } from '../policy/policy.fixture.ts'
import { openSearch } from '../search/open-search.ts'
import { random } from '../store/judged.fixture.ts'
import { openSqliteStoreHere } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { purposeRoutes } from './purpose-routes.ts'
import { type RouteServer, serveRoutes } from './route-server.fixture.ts'

export const HOUR_MS = 3_600_000
const PEOPLE: Readonly<Record<string, readonly Role[]>> = {
  ann: ['operator'],
  bob: ['operator'],
  sue: ['supervisor'],
  ian: ['auditor'],
  pat: ['program-commander'],
  kit: ['it-administrator'],
}
const UNITS: readonly Unit[] = ['unit-1', 'unit-2', 'car-7'].map((id, n) => ({
  id,
  kind: n < 2 ? 'fixed' : 'vehicle',
  name: id,
  place: n < 2 ? { lat: 38.6 + n * 0.01, lon: -90.2, label: id } : null,
  revokedAt: null,
}))

/** Everything that needs a purpose, over HTTP, new for each test. */
export interface PurposeDesk {
  room: SearchRoom
  store: Store
  now: number
  /** Whether everybody has just signed in. */
  fresh: boolean
  call: RouteServer['call']
  /** Writes what searches showed, as the server does every second. */
  writeCounts(): Promise<void>
}

/** To be called where a file's tests are declared. None of them may end with a fault of the server. */
export function purposeDesk(): PurposeDesk {
  const at = {} as PurposeDesk
  let folder: string
  let server: RouteServer
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'archway-purpose-'))
    at.room = await openSearchRoom()
    at.store = openSqliteStoreHere(join(folder, 'days'))
    at.now = T + HOUR_MS
    at.fresh = true
    const { ledger, secrets } = at.room
    const registry = {
      unit: (id: string) => UNITS.find((unit) => unit.id === id) ?? null,
      units: () => UNITS,
    }
    const policyBook = { current: () => ({ n: 1, version: SHIPPED.version, policy: SHIPPED }) }
    const now = () => at.now
    const searchRoom = openSearch({ ledger, store: at.store, registry, policyBook, secrets, now, random })
    const { searchDesk } = searchRoom
    at.writeCounts = searchRoom.writeCounts
    const routes = { '/api': purposeRoutes({ ledger, secrets, searchDesk, uses: ledger, now }) }
    server = await serveRoutes(routes, PEOPLE, () => (at.fresh ? at.now + 1 : at.now))
    at.call = server.call
  })
  afterEach(async () => {
    server.close()
    await at.store.close()
    await at.room.close()
    rmSync(folder, { recursive: true })
    expect(server.faults).toEqual([])
  })
  return at
}

/** A search as somebody may make it, but for what is changed. */
export const orderOf = (change: object = {}) => ({
  purpose: 'stolen-property',
  case: '26-1001',
  note: 'the owner saw it on Market Street',
  plate: 'ab1?-cd',
  from: T - 48 * HOUR_MS,
  until: T + HOUR_MS,
  ...change,
})
