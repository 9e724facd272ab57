import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { EntryView } from '@archway/shared/api'
import type { Entry } from '@archway/shared/hotlist'
import { indexHotlist } from '@archway/shared/hotlist-index'
import type { RandomBytes } from '@archway/shared/id'
import { Policy } from '@archway/shared/policy'
import { createAnnouncer } from '../../central/src/alert/announcer.ts'
import { createAedesBroker } from '../../central/src/broker/aedes-broker.ts'
import { openAuthority } from '../../central/src/fleet/authority.ts'
import { createAuthorityFiles } from '../../central/src/fleet/authority-files.ts'
import { enrol, offerEnrolment } from '../../central/src/fleet/enrolment.ts'
import { openRegistry } from '../../central/src/fleet/ledger-registry.ts'
import type { HotlistBook } from '../../central/src/hotlist/hotlist-book.ts'
import { createIngest, type Ingest } from '../../central/src/ingest/ingest.ts'
import { openLedgerHere } from '../../central/src/ledger/sqlite-ledger.ts'
import { openSqliteStore } from '../../central/src/store/sqlite-store.ts'
import type { Store } from '../../central/src/store/store.ts'
import { openFileVault } from '../../central/src/vault/file-vault.ts'
import { openMasterKey } from '../../central/src/vault/master-key.ts'
import { requestCertificate } from '../../edge-agent/src/enroll/request-certificate.ts'
import type { UnitIdentity } from './units-protocol.ts'

export interface CentralUnderLoad {
  readonly url: string
  readonly ca: string
  readonly units: readonly UnitIdentity[]
  readonly ingest: Ingest
  readonly store: Store
  stop(): Promise<void>
}

const random: RandomBytes = (into) => {
  into.set(randomBytes(into.length))
  return into
}

const POLICY = Policy.parse({
  version: 'bench',
  retention: { days: 90 },
  alerts: {
    categories: { 'stolen-vehicle': 'allow' },
    minimumProbability: 0.3,
    actionableProbability: 0.8,
    listAgeHours: 24,
  },
  ingest: { clockAheadMinutes: 5 },
})

/** The real way in: TLS broker with enrolled units, ingest, store and vault in a folder of their own. */
export async function startCentral(
  folder: string,
  unitCount: number,
  plates: readonly string[],
): Promise<CentralUnderLoad> {
  const keys = join(folder, 'keys')
  await createAuthorityFiles(keys, Date.now())
  const authority = await openAuthority(keys, { deviceDays: 1, serverDays: 1 })
  const ledger = openLedgerHere(':memory:')
  const registry = await openRegistry(ledger)
  const units: UnitIdentity[] = []
  for (let count = 1; count <= unitCount; count += 1) {
    const device = `bench-${count}`
    const at = Date.now()
    await ledger.addDevice({ id: device, kind: 'vehicle', name: device, place: null }, at, 'bench')
    const offered = await offerEnrolment({ ledger, authority, random }, { device, at, hours: 1, by: 'bench' })
    if (!offered.ok) throw new Error(offered.error)
    const { key, csr } = await requestCertificate(device)
    const reply = await enrol({ ledger, authority, broker: '' }, { code: offered.value.code, csr }, at)
    if (!reply.ok) throw new Error(reply.error)
    units.push({ device, key, certificate: reply.value.certificate })
  }
  await registry.refresh()

  const store = await openSqliteStore(join(folder, 'days'))
  const vault = await openFileVault(
    { days: join(folder, 'days'), keys: join(folder, 'day-keys') },
    await openMasterKey(join(folder, 'day-keys', 'master.key')),
  )
  const server = await authority.certifyServer(['localhost'], Date.now())
  const fail = (error: unknown) => {
    throw error instanceof Error ? error : new Error(String(error))
  }
  const broker = await createAedesBroker({
    host: '127.0.0.1',
    port: 0,
    tls: { ...server, ca: authority.certificate },
    registry,
    onRefused: (attempt, device, detail) => fail(`${attempt} ${device}: ${detail}`),
    onFault: fail,
  })
  const ingest = createIngest({
    store,
    vault,
    registry,
    broker,
    book: bookOf(plates),
    announcer: createAnnouncer(),
    policy: () => POLICY,
    quarantined: () => false,
    now: Date.now,
    random,
    onFault: fail,
  })
  broker.onArrival((arrival) => ingest.accept(arrival))
  await broker.start()
  return {
    url: `mqtts://localhost:${broker.address().port}`,
    ca: authority.certificate,
    units,
    ingest,
    store,
    async stop() {
      await ingest.settled()
      await broker.stop()
      await store.close()
      await ledger.close()
    },
  }
}

function bookOf(plates: readonly string[]): HotlistBook {
  const now = Date.now()
  const views = plates.map(
    (plate, index): EntryView => ({
      id: `V${index}`,
      plate,
      folded: false,
      jurisdiction: 'us-mo',
      category: 'stolen-vehicle',
      flags: [],
      list: 'bench',
      enteredAt: now,
      sourceAt: now,
      importedAt: now,
      expiresAt: now + 86_400_000,
      vehicle: { year: null, make: null, model: null, style: null, colour: null },
      live: true,
    }),
  )
  const byId = new Map(views.map((view) => [view.id, view]))
  const index = indexHotlist(1, views satisfies readonly Entry[])
  const manifest = {
    v: 1 as const,
    version: 1,
    entries: views.length,
    digest: '0'.repeat(64),
    sourceAt: now,
    issuedAt: now,
    expiresAt: now + 86_400_000,
  }
  return { current: () => ({ manifest, index }), entry: async (id) => byId.get(id) ?? null }
}
