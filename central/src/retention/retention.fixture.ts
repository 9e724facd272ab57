import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayAt, type Uuid7 } from '@archway/shared/id'
import type { Read } from '@archway/shared/read'
import { openAudit } from '../audit/audit-log.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { judged, NOON, someHit, someRead } from '../store/judged.fixture.ts'
import { openSqliteStoreHere } from '../store/sqlite-store.ts'
import { openFileVault } from '../vault/file-vault.ts'
import { DAY_MS } from './retention.ts'
import type { SweepMeans } from './sweep.ts'

export const daysOld = (days: number) => NOON - days * DAY_MS

/** Store, vault, ledger and audit log over one folder, all real, that can be closed and opened as after a kill. */
export async function openWholeData(rule = { version: 'plan-1', days: 90, nonhitDays: 90 }) {
  const folder = mkdtempSync(join(tmpdir(), 'archway-retention-'))
  const master = randomBytes(32)
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = { privateKey, publicKey }
  let now = NOON
  const openAll = async () => {
    const ledger = openLedgerHere(join(folder, 'ledger.db'))
    const store = openSqliteStoreHere(join(folder, 'days'))
    const vault = await openFileVault({ days: join(folder, 'days'), keys: join(folder, 'keys') }, master)
    const audit = await openAudit({ ledger, key, origin: 'test', folder: null, now: () => now })
    return { ledger, store, vault, audit }
  }
  let open = await openAll()
  const close = async () => {
    await open.store.close()
    await open.ledger.close()
  }
  return {
    folder,
    master,
    key,
    get ledger() {
      return open.ledger
    },
    get store() {
      return open.store
    },
    get vault() {
      return open.vault
    },
    setNow(at: number) {
      now = at
    },
    now: () => now,
    means: (over: Partial<SweepMeans> = {}): SweepMeans => ({
      ...open,
      key,
      origin: 'test',
      rule: () => rule,
      held: async () => [],
      now: () => now,
      ...over,
    }),
    /** One passing of that time with its images in the vault. */
    async keep(capturedAt: number, hits: boolean, change: Partial<Read> = {}) {
      const read = someRead({ capturedAt, ...change })
      const hit = someHit(read)
      await open.store.saveReads([judged(read, hits ? [hit] : [])])
      for (const { id } of read.images) await open.vault.put(id, Buffer.from(`image ${id}`))
      await open.store.imagesStored(read.images.map(({ id, sha256 }) => ({ id, read: read.id, sha256 })))
      const image: Uuid7 = read.images[0]?.id ?? ''
      return { read, image, alert: hit.alertId ?? '', day: dayAt(capturedAt) }
    },
    async reopen() {
      await close()
      open = await openAll()
    },
    async discard() {
      await close()
      rmSync(folder, { recursive: true })
    },
  }
}
