import { setTimeout as sleep } from 'node:timers/promises'
import { entryRows } from '@archway/shared/entry-rows'
import type { EntryId } from '@archway/shared/hotlist'
import { bucketDigests, listDigest } from '@archway/shared/list-digest'
import { packEntries } from '../ledger/entry-columns.ts'
import { type HotlistLedger, type ListedEntry, takeTurn, type VersionUse } from '../ledger/hotlist-ledger.ts'
import { isHouseList, oldestSource } from './house-lists.ts'
import type { LedgerBook } from './ledger-book.ts'
import { onUnits } from './on-units.ts'

const ATTEMPTS = 8

export interface ListEdit {
  readonly list: string
  readonly add: readonly ListedEntry[]
  readonly remove: readonly EntryId[]
}

type EditLedger = Pick<
  HotlistLedger,
  'hotlistVersion' | 'lists' | 'beginVersion' | 'addEntries' | 'endEntries' | 'finishVersion'
>

/**
 * A new version that differs from the one in force by a few entries of one list; what is there already is not added,
 * and what is not there is not removed.
 * @returns the version; null: there was nothing to change
 * @throws when imports keep coming between
 */
export async function publishChange(
  edit: ListEdit,
  use: VersionUse,
  { ledger, book, now }: { ledger: EditLedger; book: LedgerBook; now: () => number },
): Promise<number | null> {
  for (let tries = 0; tries < ATTEMPTS; tries++) {
    await book.refresh()
    const made = await attempt(edit, use, ledger, book, now())
    if (made !== 'outdated') {
      await book.refresh()
      return made
    }
    await sleep(50 * (tries + 1))
  }
  throw new Error(`the list "${edit.list}" was not changed: imports keep coming between; it is tried again`)
}

async function attempt(
  { list, add, remove }: ListEdit,
  use: VersionUse,
  ledger: EditLedger,
  book: LedgerBook,
  at: number,
): Promise<number | null | 'outdated'> {
  const basedOn = book.version()?.version ?? 0
  const rows = book.rows()
  const there = new Set([...rows.find(new Set(add.map(({ id }) => id)))].map(rows.idAt))
  const adding = add.filter(({ id }) => !there.has(id))
  const leaving = rows.find(new Set(remove))
  if (adding.length === 0 && leaving.size === 0) return null
  const removed = [...leaving].map(rows.idAt)

  const coming = entryRows(adding.map(onUnits))
  coming.settle()
  const digest = listDigest(bucketDigests(rows, { leaving, coming }, book.digests()))
  const entries = rows.size + coming.size - leaving.size

  const lists = await ledger.lists()
  const own = lists.find((state) => state.list === list)
  const ofList = (own?.entries ?? 0) + coming.size - leaving.size
  const sourceAt = isHouseList(list) ? at : (own?.sourceAt ?? at)
  const after = [...lists.filter((state) => state.list !== list), { list, entries: ofList, sourceAt }]

  const begun = await takeTurn(ledger, basedOn)
  if (begun === 'outdated') return 'outdated'
  const { turn } = begun
  const added = await ledger.addEntries(turn, basedOn, list, packEntries(adding))
  if (added === 'outdated') return 'outdated'
  if ((await ledger.endEntries(turn, basedOn, removed)) === 'outdated') return 'outdated'
  const version = {
    list,
    sourceAt,
    importedAt: at,
    entries,
    digest,
    oldestSourceAt: oldestSource(after, at),
    ofList,
  }
  const made = await ledger.finishVersion(turn, basedOn, version, use)
  return made === 'outdated' ? 'outdated' : made.version
}
