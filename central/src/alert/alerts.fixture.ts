import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EntryView } from '@archway/shared/api'
import type { Policy } from '@archway/shared/policy'
import type { Read } from '@archway/shared/read'
import { POLICY } from '../ingest/ingest.fixture.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { judged, NOON, someEntry, someHit, someRead } from '../store/judged.fixture.ts'
import { openSqliteStoreHere } from '../store/sqlite-store.ts'
import type { JudgedHit, Store } from '../store/store.ts'
import { type Announcement, type Announcer, createAnnouncer } from './announcer.ts'
import { createDesk, type Desk } from './desk.ts'
import type { Viewer } from './release.ts'
import { createVerificationDesk, type VerificationDesk } from './verification-desk.ts'

export const ANN: Viewer = { user: 'ann', roles: ['operator'] }
export const BOB: Viewer = { user: 'bob', roles: ['operator'] }
export const SUE: Viewer = { user: 'sue', roles: ['supervisor'] }
export const OFFICER: Viewer = { user: 'off', roles: ['officer'] }

/** A store, a ledger and the desks over them; what is announced is kept. */
export interface AlertRoom {
  readonly store: Store
  readonly ledger: Ledger
  readonly announcer: Announcer
  readonly heard: Announcement[]
  readonly desk: Desk
  readonly verification: VerificationDesk
  readonly clock: { now: number }
  /** What may be changed between two acts: the entry that the newest list has, and the policy. */
  readonly world: { entry: EntryView | null; policy: Policy }
  /** An alert as it is raised; acknowledged by ann unless it is said otherwise. */
  alert(change?: { read?: Partial<Read>; hit?: Partial<JudgedHit>; raised?: boolean }): Promise<string>
  close(): Promise<void>
}

export function openAlertRoom(): AlertRoom {
  const folder = mkdtempSync(join(tmpdir(), 'archway-alerts-'))
  const store = openSqliteStoreHere(folder)
  const ledger = openLedgerHere(':memory:')
  const announcer = createAnnouncer()
  const heard: Announcement[] = []
  announcer.tap((announcement) => heard.push(announcement))
  const clock = { now: NOON + 10_000 }
  const world = { entry: someEntry() as EntryView | null, policy: POLICY }
  const book = { entry: async () => world.entry }
  const now = () => clock.now
  const desk = createDesk(store, announcer, book, now)
  const verification = createVerificationDesk({
    store,
    ledger,
    announcer,
    book,
    policy: () => world.policy,
    now,
  })
  return {
    store,
    ledger,
    announcer,
    heard,
    desk,
    verification,
    clock,
    world,
    async alert({ read: change, hit, raised = false } = {}) {
      const read = someRead(change)
      const one = someHit(read, hit)
      const id = one.alertId ?? ''
      await store.saveReads([judged(read, [one])])
      const record = await store.alert(id)
      if (record) announcer.announce({ kind: 'raised', record, committedAt: clock.now })
      if (!raised) await desk.acknowledge(id, ANN.user)
      return id
    },
    async close() {
      await store.close()
      await ledger.close()
      rmSync(folder, { recursive: true })
    },
  }
}
