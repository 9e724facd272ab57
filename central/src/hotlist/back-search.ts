import { gradeHit } from '@archway/shared/alert'
import type { EntryView } from '@archway/shared/api'
import type { Category, Entry } from '@archway/shared/hotlist'
import { type RandomBytes, uuid7 } from '@archway/shared/id'
import { matchEntry } from '@archway/shared/match'
import { type Policy, ruleFor } from '@archway/shared/policy'
import type { Purpose } from '@archway/shared/purpose'
import { candidatesOf } from '@archway/shared/read'
import type { Announcer } from '../alert/announcer.ts'
import type { Secrets } from '../audit/secrets.ts'
import type { EntryLedger } from '../ledger/entry-ledger.ts'
import type { HotlistLedger } from '../ledger/hotlist-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { FoundRead } from '../store/read-query.ts'
import type { JudgedHit, Store } from '../store/store.ts'
import { CANARY, MANUAL } from './house-lists.ts'
import type { LedgerBook } from './ledger-book.ts'

const DAY_MS = 86_400_000
/** Of one entry: a vehicle that was read more often in the time that reads are kept is no surprise any more. */
const MOST_FOUND = 200

/**
 * Searches stored Reads for what has just come on a list. It is a search like any other: with a purpose, in the use
 * log, the plate sealed. What it finds lies on the desk as "look only", as something past, and alarms nobody.
 */
export interface BackSearch {
  /** To be called when another version is in force; goes on where it ended, also after a kill. */
  run(): Promise<void>
}

export interface BackSearchMeans {
  readonly ledger: Pick<HotlistLedger, 'difference' | 'differenceSize'> &
    Pick<EntryLedger, 'searchedVersion' | 'keepSearched' | 'manualEntries'> &
    Pick<UseLog, 'logUse'>
  readonly store: Pick<Store, 'searchReads' | 'addPastHits' | 'alertsOfRead'>
  readonly book: Pick<LedgerBook, 'version' | 'entry'>
  readonly announcer: Pick<Announcer, 'announce'>
  readonly secrets: Pick<Secrets, 'seal'>
  readonly policy: () => Policy
  readonly now: () => number
  readonly random: RandomBytes
}

export function createBackSearch(means: BackSearchMeans): BackSearch {
  const { ledger, book, policy, now } = means
  let running: Promise<unknown> = Promise.resolve()

  const runNow = async () => {
    const to = book.version()?.version ?? 0
    const from = await ledger.searchedVersion()
    if (to <= from) return
    const { backSearch, backSearchEntries } = policy().hotlist
    // Nothing was ever listed before the first version: everything in it would be new.
    const isSearched =
      backSearch !== 'off' && from > 0 && (await ledger.differenceSize(from, to)) <= backSearchEntries
    if (!isSearched) {
      await ledger.keepSearched(to, now(), 0, null)
      return
    }
    const { upsert } = await ledger.difference(from, to)
    const wanted = upsert.filter(({ id }) => !isOf(id, CANARY) && (backSearch === 'all' || isOf(id, MANUAL)))
    let found = 0
    for (const entry of wanted) found += await searchFor(entry, means)
    await ledger.keepSearched(to, now(), wanted.length, found)
  }

  return {
    async run() {
      const next = running.then(runNow, runNow)
      running = next.catch(() => undefined)
      await next
    },
  }
}

const isOf = (id: string, list: string) => id.startsWith(`${list}:`)

async function searchFor(entry: Entry, means: BackSearchMeans): Promise<number> {
  const { ledger, store, book, secrets, policy: policyNow, now } = means
  const policy = policyNow()
  const view = await book.entry(entry.id)
  if (!view || ruleFor(policy, entry.category) === 'deny') return 0
  const at = now()
  const reads = await store.searchReads({
    from: at - policy.retention.days * DAY_MS,
    until: at,
    pattern: entry.plate,
    fold: entry.folded,
    minimum: policy.alerts.minimumProbability,
    devices: null,
    hits: 'any',
    limit: MOST_FOUND,
  })
  const fresh = reads.filter(({ hits }) => !hits.some((hit) => hit.entry === entry.id))
  const why = await whyOf(entry, means)
  const secret = secrets.seal(entry.plate, at, entry.plate)
  // Before anything of it is shown: no log, no search.
  await ledger.logUse(
    {
      at,
      who: why.by,
      action: 'back-search',
      outcome: 'success',
      subject: entry.id,
      detail: `${why.purpose}${why.caseNumber ? `, case ${why.caseNumber}` : ''}; ${fresh.length} reads; plate ${secret.commitment}`,
    },
    secret,
  )
  for (const read of fresh) await keepPastHit(read, view, policy, means)
  return fresh.length
}

/** For an entry made by hand, what its people said; for a source's, what its category is wanted for. */
async function whyOf(
  { id, category }: Entry,
  { ledger }: BackSearchMeans,
): Promise<{ by: string; purpose: Purpose; caseNumber: string | null }> {
  if (isOf(id, MANUAL)) {
    const approved = await ledger.manualEntries({ states: ['approved'], limit: 1000 })
    const made = approved.find(({ content }) => content.id === id)
    if (made) {
      return { by: made.decidedBy ?? made.proposedBy, purpose: made.purpose, caseNumber: made.caseNumber }
    }
  }
  return { by: 'archway', purpose: PURPOSE_OF[category], caseNumber: null }
}

const PURPOSE_OF: Readonly<Record<Category, Purpose>> = {
  'stolen-vehicle': 'stolen-property',
  'stolen-plate': 'stolen-property',
  'stolen-part': 'stolen-property',
  'stolen-article': 'stolen-property',
  'felony-vehicle': 'felony-investigation',
  'wanted-person': 'wanted-person-or-vehicle',
  'missing-person': 'missing-or-endangered-person',
}

async function keepPastHit(
  { read }: FoundRead,
  entry: EntryView,
  policy: Policy,
  { store, book, announcer, random, now }: BackSearchMeans,
): Promise<void> {
  const hit = { ...matchEntry(candidatesOf(read), entry, book.version()?.version ?? 1), location: null }
  const { doubts } = gradeHit(read, hit, entry, { sourceAt: entry.sourceAt }, policy, now())
  const judged: JudgedHit = {
    hit,
    entry,
    grade: 'look-only',
    doubts: ['past-hit', ...doubts],
    // A Read that hit nothing then has device and time only, and gets no place afterwards.
    place: null,
    alertId: uuid7(read.capturedAt, random),
  }
  if ((await store.addPastHits(read.id, [judged], now())) !== 'stored') return
  for (const record of await store.alertsOfRead(read.id)) {
    if (record.hit.entry === entry.id) announcer.announce({ kind: 'changed', record })
  }
}
