import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { type AuditMeans, openAudit } from './audit-log.ts'
import { verifyLedger } from './verify-ledger.ts'

export const someUse = (i: number) =>
  ({
    at: i,
    who: 'kim',
    action: 'image-view',
    outcome: 'success',
    subject: `image ${i}`,
    detail: null,
  }) as const

/** A ledger file with an outside folder and a key, in a folder of its own. */
export function auditFixture() {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'))
  const outside = join(folder, 'outside')
  const path = join(folder, 'ledger.db')
  mkdirSync(outside)
  const key = generateKeyPairSync('ed25519')
  const ledger: Ledger = openLedgerHere(path)
  let clock = Date.UTC(2026, 10, 25)
  const means: AuditMeans = { ledger, key, origin: 'central.test', folder: outside, now: () => clock++ }
  return {
    folder,
    outside,
    path,
    key,
    ledger,
    means,
    setClock: (at: number) => {
      clock = at
    },
    async log(count: number) {
      for (let i = 1; i <= count; i++) await ledger.logUse(someUse(i))
    },
    /** As somebody would who holds the file: the triggers are no obstacle. */
    tamper(sql: string) {
      const db = new Database(path)
      for (const trigger of [
        'use_log_stands',
        'use_log_stays',
        'use_leaf_stands',
        'use_leaf_stays',
        'checkpoint_stands',
        'checkpoint_stays',
      ])
        db.exec(`DROP TRIGGER IF EXISTS ${trigger}`)
      db.exec(sql)
      db.close()
    },
    async close() {
      await ledger.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Fixture = ReturnType<typeof auditFixture>

/** Verifies the log against the checkpoints outside, or those of another folder. */
export const verifyOf = ({ ledger, outside, key }: Fixture, folder: string | null = outside) =>
  verifyLedger(ledger, folder, key.publicKey)

/** Ten lines under one checkpoint, ten under the next, two after it. */
export async function twentyTwo(at: Fixture): Promise<void> {
  const audit = await openAudit(at.means)
  await at.log(10)
  await audit.checkpoint()
  await at.log(10)
  await audit.checkpoint()
  await at.log(2)
}
