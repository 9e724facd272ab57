import { statfs } from 'node:fs/promises'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { IngestFault } from '../ingest/ingest.ts'
import type { LedgerFile } from '../ledger/ledger.ts'
import type { FaultBook } from '../serve/fault-book.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'

/** Below this much free space central soon cannot store; a person must act before that. */
const LEAST_FREE_BYTES = 2 * 2 ** 30
/** A part that does not answer in this time is not well, even if it answers later. */
const PATIENCE_MS = 3000

const PARTS = [
  'store',
  'vault',
  'ledger',
  'ingest',
  'broker',
  'disk',
  'hotlist',
  'policy',
  'retention',
  'audit',
  'work',
] as const
type Part = (typeof PARTS)[number]

/** For each part null, or what is wrong with it in a sentence that tells no secret. */
export type Wellness = Readonly<Record<Part, string | null>>

export interface WellnessMeans {
  readonly store: Pick<Store, 'days'>
  readonly vault: Pick<Vault, 'days'>
  readonly ledger: Pick<LedgerFile, 'changes'>
  readonly ingestFault: () => IngestFault | null
  readonly brokerListens: () => boolean
  readonly book: Pick<HotlistBook, 'current'>
  /** What is wrong with the synthetic entry that must be on every list; null: nothing. */
  readonly canaryFault: () => string | null
  /** What is wrong with the policy's file; null: nothing. */
  readonly policyProblem: () => string | null
  /** Days that were not purged, or a clock that is doubted; null: nothing. */
  readonly retentionProblem: () => string | null
  /** What is wrong with the use log's checkpoints; null: nothing. */
  readonly auditProblem: () => string | null
  readonly faults: Pick<FaultBook, 'current'>
  readonly dataFolder: string
  /** Beyond this age of its oldest source the list counts as dead. */
  readonly listMaxAgeMs: number
  readonly now: () => number
}

export async function checkWellness(means: WellnessMeans): Promise<Wellness> {
  const [store, vault, ledger, disk] = await Promise.all([
    answers(means.store.days()),
    answers(means.vault.days()),
    answers(means.ledger.changes()),
    diskProblem(means.dataFolder),
  ])
  const fault = means.ingestFault()
  return {
    store,
    vault,
    ledger,
    ingest: fault && `failing since ${new Date(fault.at).toISOString()}; see the log`,
    broker: means.brokerListens() ? null : 'does not listen',
    disk,
    hotlist: listProblem(means) ?? means.canaryFault(),
    policy: means.policyProblem(),
    retention: means.retentionProblem(),
    audit: means.auditProblem(),
    work: workProblem(means.faults),
  }
}

async function answers(question: Promise<unknown>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PATIENCE_MS / 1000} s`), PATIENCE_MS)
  })
  const answer = question.then(
    () => null,
    () => 'failed; see the log',
  )
  try {
    return await Promise.race([answer, patience])
  } finally {
    clearTimeout(timer)
  }
}

async function diskProblem(folder: string): Promise<string | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    return free >= LEAST_FREE_BYTES ? null : `only ${Math.floor(free / 2 ** 20)} MiB free`
  } catch {
    return 'cannot be looked at'
  }
}

/** Work that is done again and again and fails. A single incident is in the log: a monitor can do nothing about it. */
function workProblem({ current }: Pick<FaultBook, 'current'>): string | null {
  const failing = current().filter(({ standing }) => standing)
  const told = failing.map(({ what, since }) => `${what}, since ${new Date(since).toISOString()}`)
  return told.length === 0 ? null : `${told.join('; ')}; see the log`
}

function listProblem({ book, listMaxAgeMs, now }: WellnessMeans): string | null {
  const manifest = book.current()?.manifest
  if (!manifest) return 'none was imported yet'
  const ageMs = now() - manifest.sourceAt
  return ageMs < listMaxAgeMs ? null : `its oldest source is ${Math.floor(ageMs / 3_600_000)} hours old`
}
