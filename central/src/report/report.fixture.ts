import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Read } from '@archway/shared/read'
import type { Ledger, NewDevice } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { judged, someEntry, someHit, someRead } from '../store/judged.fixture.ts'
import { openSqliteStoreHere } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { createReportDesk, type ReportDesk } from './report-desk.ts'
import { createTallyKeeper, type TallyKeeper } from './tally-keeper.ts'

/** The first midnight of March 2026; reports of the tests are of that month. */
export const MARCH = Date.UTC(2026, 2, 1)
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

export const FACE = {
  department: 'Police Department',
  oversightForm: 'https://oversight.example/form',
  bureauPhone: '(314) 622-4800',
}

/** A real store and a real ledger in a folder of their own, with a clock that tests move. */
export interface ReportRoom {
  readonly store: Store
  readonly ledger: Ledger
  readonly tallies: TallyKeeper
  readonly desk: ReportDesk
  setNow(at: number): void
  addUnit(id: string, kind?: NewDevice['kind']): Promise<void>
  /** Stores one Read of the unit; with a hit, and its alert, where a plate is wanted. */
  read(change: Partial<Read>, isHit?: boolean): Promise<Read>
  close(): Promise<void>
}

export function openReportRoom(): ReportRoom {
  const folder = mkdtempSync(join(tmpdir(), 'archway-report-'))
  const store = openSqliteStoreHere(join(folder, 'days'))
  const ledger = openLedgerHere(':memory:')
  let at = MARCH + 31 * DAY_MS + HOUR_MS
  const now = () => at
  const tallies = createTallyKeeper({ store, ledger, now })
  return {
    store,
    ledger,
    tallies,
    desk: createReportDesk({
      ledger,
      face: FACE,
      retentionDays: () => 90,
      countDays: tallies.countDays,
      now,
    }),
    setNow(then) {
      at = then
    },
    async addUnit(id, kind = 'fixed') {
      const place = kind === 'fixed' ? { lat: 38.6, lon: -90.2, label: 'Grand & Gravois' } : null
      await ledger.addDevice({ id, kind, name: `Unit ${id}`, place }, MARCH - DAY_MS, 'it')
    },
    async read(change, isHit = false) {
      const read = someRead(change)
      const entry = someEntry({ plate: read.text })
      const outcome = await store.saveReads([judged(read, isHit ? [someHit(read, { entry })] : [])])
      if (outcome[0] !== 'stored') throw new Error(`the read was not stored: ${outcome[0]}`)
      return read
    },
    async close() {
      await store.close()
      await ledger.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
