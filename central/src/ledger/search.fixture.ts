import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { uuid7 } from '@archway/shared/id'
import { openSecrets, type Secrets } from '../audit/secrets.ts'
import { random } from '../store/judged.fixture.ts'
import type { Ledger } from './ledger.ts'
import type { SearchStart } from './search-ledger.ts'
import { openLedgerHere } from './sqlite-ledger.ts'

export const T = Date.UTC(2026, 10, 24, 9)

/** A ledger in memory with an open case, and keys in a folder of its own. */
export interface SearchRoom {
  readonly ledger: Ledger
  readonly secrets: Secrets
  /** A search of `AB12CD` by ann for the open case, nothing about it broad. */
  start(change?: Partial<SearchStart> & { readonly plate?: string }): SearchStart
  close(): Promise<void>
}

export async function openSearchRoom(): Promise<SearchRoom> {
  const folder = mkdtempSync(join(tmpdir(), 'archway-search-room-'))
  const ledger = openLedgerHere(':memory:')
  const secrets = openSecrets(join(folder, 'uses'))
  await ledger.openCase({ number: '26-1001', purpose: 'stolen-property', owner: 'ann', at: T, by: 'ann' })
  return {
    ledger,
    secrets,
    start({ plate = 'AB12CD', ...change } = {}) {
      const at = change.at ?? T
      return {
        id: uuid7(at, random),
        at,
        who: 'ann',
        roles: ['operator'],
        purpose: 'stolen-property',
        case: '26-1001',
        secret: secrets.seal(`order for ${plate}`, at, plate),
        grounds: [],
        release: null,
        mayReleaseClosed: false,
        releasedSince: at - 86_400_000,
        repeat: { uses: 3, withinDays: 30, since: at - 30 * 86_400_000 },
        pseudonyms: secrets.pseudonyms(plate, at - 30 * 86_400_000, at),
        policy: 'plan-1',
        limit: 50,
        ...change,
      }
    },
    async close() {
      await ledger.close()
      rmSync(folder, { recursive: true })
    },
  }
}
