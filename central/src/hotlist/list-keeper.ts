import { randomInt } from 'node:crypto'
import type { Entry, EntryId } from '@archway/shared/hotlist'
import { ALPHABET, MAX_PLATE_LENGTH } from '@archway/shared/plate'
import { sha256 } from '@archway/shared/signing'
import type { EntryLedger } from '../ledger/entry-ledger.ts'
import type { HotlistLedger, ListedEntry } from '../ledger/hotlist-ledger.ts'
import { CANARY, MANUAL } from './house-lists.ts'
import { NO_EXPIRY } from './judge-row.ts'
import type { LedgerBook } from './ledger-book.ts'
import { publishChange } from './publish-change.ts'

/**
 * Keeps what is in force at what was decided: entries that were approved and have not run out, none that was
 * recalled, and the canary. The decisions are the truth and the lists follow; after a kill between the two, the next
 * look makes up for it.
 */
export interface ListKeeper {
  /** Looks and changes what has to be changed. @returns whether a version was made */
  keep(): Promise<boolean>
  /** What is wrong with the canary on the list in force; null: nothing, or there is no list yet. */
  canaryFault(): string | null
  /** The canary's id; null: there is none yet. */
  canary(): EntryId | null
}

export interface KeeperMeans {
  readonly ledger: HotlistLedger & EntryLedger
  readonly book: LedgerBook
  readonly now: () => number
}

export function createListKeeper(means: KeeperMeans): ListKeeper {
  const { ledger, book, now } = means
  let keeping: Promise<unknown> = Promise.resolve()

  const keepManual = async () => {
    await ledger.expireEntries(now())
    const recalled = new Set(await ledger.recalledIds())
    const standing = (await ledger.standingEntries(now())).filter(({ id }) => !recalled.has(id))
    const wanted = new Set(standing.map(({ id }) => id))
    const inForce = idsOf(book, MANUAL)
    const add = standing.filter(({ id }) => !inForce.includes(id))
    const remove = inForce.filter((id) => !wanted.has(id))
    const version = await publishChange(
      { list: MANUAL, add, remove },
      wording(add.length, remove.length),
      means,
    )
    const gone = remove.filter((id) => recalled.has(id))
    if (gone.length > 0) await ledger.recallsPublished(gone, version ?? book.version()?.version ?? 0)
    return version !== null
  }
  const keepRecalled = async () => {
    let made = false
    const open = await ledger.recalls({ open: true, limit: 1000 })
    for (const { entry, list, version, why } of open) {
      if (why !== 'recalled' || version !== null) continue
      const published = await publishChange({ list, add: [], remove: [entry] }, wording(0, 1), means)
      await ledger.recallsPublished([entry], published ?? book.version()?.version ?? 0)
      made ||= published !== null
    }
    return made
  }
  const keepCanary = async () => {
    const version = book.version()
    if (!version || version.entries === 0 || canaryOf(book)) return false
    const add = [newCanary()]
    return (await publishChange({ list: CANARY, add, remove: [] }, wording(1, 0), means)) !== null
  }
  const keepAll = async () => {
    const made = [await keepManual(), await keepRecalled(), await keepCanary()]
    return made.includes(true)
  }

  return {
    keep() {
      const next = keeping.then(keepAll, keepAll)
      keeping = next
      return next
    },
    canaryFault() {
      if (!book.version()) return null
      const canary = canaryOf(book)
      if (!canary) return 'the list in force lacks its canary: it may not be what was imported'
      const found = book.current()?.index.withPlate(canary.plate) ?? []
      return found.some(({ id }) => id === canary.id)
        ? null
        : 'the canary is listed, and matching does not find it'
    },
    canary: () => canaryOf(book)?.id ?? null,
  }
}

const wording = (added: number, removed: number) => ({
  by: 'archway',
  action: 'entry-publish' as const,
  detail: `${added} added, ${removed} removed`,
})

const prefixOf = (list: string) => `${list}:`

function idsOf(book: LedgerBook, list: string): EntryId[] {
  const rows = book.rows()
  return [...rows.rowsOfKind(({ prefix }) => prefix === prefixOf(list))].map(rows.idAt)
}

function canaryOf(book: LedgerBook): Entry | null {
  const rows = book.rows()
  const [row] = rows.rowsOfKind(({ prefix }) => prefix === prefixOf(CANARY))
  return row === undefined ? null : rows.at(row)
}

/** Ten random characters, more than any plate of ours carries, without O and I, which folding would change. */
function newCanary(): ListedEntry {
  const letters = ALPHABET.replace('O', '').replace('I', '')
  const plate = Array.from({ length: MAX_PLATE_LENGTH }, () => letters[randomInt(letters.length)]).join('')
  return {
    id: `${prefixOf(CANARY)}${sha256(`canary ${plate}`).slice(0, 24)}`,
    plate,
    raw: plate,
    folded: false,
    jurisdiction: null,
    category: 'stolen-vehicle',
    flags: [],
    expiresAt: NO_EXPIRY,
    enteredAt: null,
    number: null,
    agency: null,
    vehicle: { year: null, make: null, model: null, style: null, colour: null },
  }
}
