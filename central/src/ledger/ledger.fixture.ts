import { entryRows } from '@archway/shared/entry-rows'
import { packEntries } from './entry-columns.ts'
import {
  type HotlistLedger,
  type ListedEntry,
  type NewVersion,
  takeTurn,
  type VersionUse,
} from './hotlist-ledger.ts'

/** A listed entry that differs from another only by what is given. */
export function listedEntry(over: Partial<ListedEntry> & { id: string }): ListedEntry {
  return {
    plate: 'ABC123',
    raw: 'ABC 123',
    folded: false,
    jurisdiction: 'us-mo',
    category: 'stolen-vehicle',
    flags: [],
    expiresAt: 253_402_214_400_000,
    enteredAt: null,
    number: null,
    agency: null,
    vehicle: { year: null, make: null, model: null, style: null, colour: null },
    ...over,
  }
}

/** The ids of a page, and where the next begins. */
export async function entriesOfPage(ledger: HotlistLedger, version: number, after: number, limit: number) {
  const { rows, next } = await ledger.entryPage(version, after, limit)
  const entries = entryRows()
  entries.append(rows)
  return { ids: [...entries].map(({ id }) => id), next }
}

/** Makes these entries the whole content of a list, as a small import does. */
export async function importWhole(
  ledger: HotlistLedger,
  version: Omit<NewVersion, 'ofList'>,
  entries: readonly ListedEntry[],
  basedOn: number,
  use: VersionUse,
): Promise<{ readonly version: number } | 'outdated'> {
  const before = (await ledger.entriesAt(basedOn, '', 1000)).map(({ id }) => id)
  const leaving: string[] = []
  for (const id of before) {
    const isOfList = (await ledger.entryView(id))?.list === version.list
    if (isOfList && !entries.some((entry) => entry.id === id)) leaving.push(id)
  }
  const begun = await takeTurn(ledger, basedOn)
  if (begun === 'outdated') return begun
  const fresh = entries.filter(({ id }) => !before.includes(id))
  const { turn } = begun
  const added = await ledger.addEntries(turn, basedOn, version.list, packEntries(fresh))
  if (added === 'outdated') return 'outdated'
  if ((await ledger.endEntries(turn, basedOn, leaving)) === 'outdated') return 'outdated'
  return ledger.finishVersion(turn, basedOn, { ...version, ofList: entries.length }, use)
}
