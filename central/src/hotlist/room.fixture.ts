import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NewEntry } from '@archway/shared/api/hotlist'
import { encodeJson } from '@archway/shared/codec'
import { HealthMessage } from '@archway/shared/messages'
import type { Policy } from '@archway/shared/policy'
import { createAnnouncer } from '../alert/announcer.ts'
import { createDesk } from '../alert/desk.ts'
import { openSecrets } from '../audit/secrets.ts'
import { openRegistry } from '../fleet/ledger-registry.ts'
import { createPresence } from '../fleet/presence.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { random } from '../store/judged.fixture.ts'
import { openSqliteStoreHere } from '../store/sqlite-store.ts'
import { bytes, POLICY } from './hotlist.fixture.ts'
import { importList } from './import-list.ts'
import { LAYOUTS } from './layouts.ts'
import { openBook } from './ledger-book.ts'
import { openHotlists } from './open-hotlists.ts'

const NOW = Date.UTC(2026, 10, 24, 12)
const HOUR_MS = 3_600_000

/** The whole room over a real ledger and a real store, without a server around it. Its clock stands until moved. */
export async function openRoom() {
  const folder = mkdtempSync(join(tmpdir(), 'hotlists-'))
  const ledger = openLedgerHere(':memory:')
  const store = openSqliteStoreHere(join(folder, 'days'))
  const clock = { now: NOW }
  const now = () => clock.now
  let policy: Policy = { ...POLICY, hotlist: { ...POLICY.hotlist, backSearch: 'all' } }
  for (const [name, badge] of [
    ['kim', '1'],
    ['lee', '2'],
  ] as const) {
    const person = { name, displayName: name, badge, roles: ['supervisor' as const] }
    await ledger.addPerson(person, 'x', NOW, 'it')
  }
  await ledger.openCase({ number: '26-1', purpose: 'stolen-property', owner: 'kim', at: NOW, by: 'kim' })
  for (const id of ['car-1', 'car-2'])
    await ledger.addDevice({ id, kind: 'vehicle', name: id, place: null }, NOW, 'it')

  const registry = await openRegistry(ledger)
  const presence = createPresence({ registry, now, seen: () => {} })
  const book = await openBook(ledger)
  const announcer = createAnnouncer()
  const faults: unknown[] = []
  const policyBook = {
    current: () => ({ n: 1, version: policy.version, policy }),
    refresh: async () => false,
    fileProblem: () => null,
  }
  const hotlists = openHotlists({
    ledger,
    store,
    book,
    broker: { publish: async () => {} },
    registry,
    presence,
    announcer,
    desk: createDesk(store, announcer, book, now),
    policyBook,
    secrets: openSecrets(join(folder, 'uses')),
    signingKey: generateKeyPairSync('ed25519').privateKey,
    rules: { validMs: 24 * HOUR_MS, maxAgeMs: 72 * HOUR_MS },
    now,
    random,
    inForce: () => {},
    onFault: (what) => (error) => faults.push(`${what}: ${error}`),
  })
  return {
    ...hotlists,
    ledger,
    store,
    book,
    clock,
    faults,
    announcer,
    policy: () => policy,
    setPolicy(change: (policy: Policy) => Policy) {
      policy = change(policy)
    },
    order: (change: Partial<NewEntry> = {}) =>
      NewEntry.parse({
        plate: 'AB 1-23',
        jurisdiction: 'us-mo',
        category: 'stolen-vehicle',
        purpose: 'stolen-property',
        case: '26-1',
        reason: 'taken from the owner this morning',
        ...change,
      }),
    async bring(list: string, ...plates: string[]) {
      const content = bytes('plate,state,category', ...plates.map((plate) => `${plate},MO,stolen-vehicle`))
      const outcome = await importList(
        {
          list,
          open: () => [content],
          layout: LAYOUTS.csv as NonNullable<typeof LAYOUTS.csv>,
          sourceAt: clock.now,
        },
        { dryRun: false, shrinkConfirmedBy: 'kim' },
        { ledger, policy, now: clock.now, by: 'it', maxAgeMs: 72 * HOUR_MS },
      )
      if (!outcome.ok) throw new Error(outcome.error.reason)
      await hotlists.changed()
      return outcome.value
    },
    listed: () =>
      [...book.rows()]
        .filter(({ id }) => !id.startsWith('canary:'))
        .map(({ plate }) => plate)
        .sort(),
    idOf: (plate: string) => [...book.rows()].find((entry) => entry.plate === plate)?.id ?? 'none',
    /** A unit says which list it has. */
    reports(device: string, version: number, canary: 'found' | 'missing' = 'found') {
      const problem = presence.accept({
        device,
        channel: 'health',
        payload: encodeJson(HealthMessage, {
          ...HEALTH,
          at: clock.now,
          hotlist: { ...HEALTH.hotlist, version, canary },
        }),
      } as Parameters<typeof presence.accept>[0])
      if (problem) throw new Error(problem.detail)
    },
    unit: (device: string) => presence.view(device),
    async close() {
      await hotlists.stop()
      await store.close()
      await ledger.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Room = Awaited<ReturnType<typeof openRoom>>

const HEALTH: HealthMessage = {
  v: 1,
  at: NOW,
  upSeconds: 1,
  software: 's',
  model: 'm',
  pipeline: {
    framesCaptured: 0,
    framesDropped: 0,
    framesSeen: 0,
    framesStill: 0,
    detections: 0,
    glimpses: 0,
    unreadable: 0,
    reads: 0,
    hits: 0,
    errors: 0,
  },
  outbox: { waiting: 0, oldestAt: null, refused: 0, evicted: 0, bytes: 0 },
  hotlist: { version: 1, entries: 1, ageSeconds: 1, fault: null },
  cameras: [],
  machine: { cpuLoad: null, memoryBytes: 1, diskFreeBytes: null, temperatureC: null },
  hasFix: null,
}
