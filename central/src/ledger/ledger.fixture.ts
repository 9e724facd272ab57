import type { ListedEntry } from './hotlist-ledger.ts'

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
