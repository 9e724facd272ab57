import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SearchOrder } from '@archway/shared/api/search'
import type { RandomBytes } from '@archway/shared/id'
import { Policy } from '@archway/shared/policy'
import { openSecrets } from '../../central/src/audit/secrets.ts'
import type { Ledger } from '../../central/src/ledger/ledger.ts'
import { openLedger } from '../../central/src/ledger/sqlite-ledger.ts'
import { createSearchDesk } from '../../central/src/search/search-desk.ts'
import { createShownCounts } from '../../central/src/search/shown-counts.ts'
import type { Store } from '../../central/src/store/store.ts'
import { costOf, type Pairs, runPairs } from './pairs.ts'
import { percentile, printTable } from './table.ts'

const PAIRS = 400
const WARM_UP = 40
/** So many people search at the same time. */
const AT_ONCE = 8
const random: RandomBytes = (into) => globalThis.crypto.getRandomValues(into)

/** Defaults of everything but what must be said. */
const policy = Policy.parse({
  version: 'bench',
  retention: { days: 90 },
  alerts: { categories: {}, minimumProbability: 0.5, actionableProbability: 0.9, listAgeHours: 24 },
  ingest: { clockAheadMinutes: 5 },
})

/** What is asked of the store, and the order that asks the desk for the same: checking it is no cost of the use log. */
interface Question {
  readonly asked: Asked
  readonly order: SearchOrder
}

interface Asked {
  readonly plate: string
  readonly from: number
  readonly until: number
}

/**
 * What it costs that a search is sealed, checked against its case, counted for repeats and durably in the use log:
 * the same searches of the store alone and through the desk, in turn; one at a time, and several at once.
 */
export async function benchSearchAudit(
  folder: string,
  store: Store,
  kinds: Readonly<Record<string, () => Asked>>,
): Promise<void> {
  // A store that is kept would keep the ledger of an earlier run.
  for (const left of ['ledger.db', 'ledger.db-wal', 'ledger.db-shm', 'uses'])
    await rm(join(folder, left), { recursive: true, force: true })
  const ledger = await openLedger(join(folder, 'ledger.db'))
  try {
    const logged = await loggedSearch(ledger, store, join(folder, 'uses'))
    const rows = []
    for (const [search, ask] of Object.entries(kinds)) {
      const one = await runPairs(questions(ask), alone(store), logged, { pairs: PAIRS, warmUp: WARM_UP })
      rows.push(rowOf(search, 1, one))
    }
    for (const [search, ask] of Object.entries(kinds)) {
      const several = await runPairs(
        () => Array.from({ length: AT_ONCE }, questions(ask)),
        (each) => Promise.all(each.map(alone(store))),
        (each) => Promise.all(each.map(logged)),
        { pairs: PAIRS / AT_ONCE, warmUp: WARM_UP / AT_ONCE },
      )
      rows.push(rowOf(search, AT_ONCE, several))
    }
    printTable('search: the store alone, and through the desk with its durable line in the use log', rows)
  } finally {
    await ledger.close()
  }
}

const file = { number: '26-1', purpose: 'stolen-property', owner: 'bench' } as const

const questions = (ask: () => Asked) => (): Question => {
  const asked = ask()
  const said = { purpose: file.purpose, case: file.number, note: 'bench of searches' }
  return { asked, order: SearchOrder.parse({ ...asked, ...said }) }
}

const alone =
  (store: Store) =>
  ({ asked }: Question) =>
    store.searchReads({
      ...asked,
      pattern: asked.plate,
      fold: false,
      minimum: 0.05,
      devices: null,
      hits: 'any',
      limit: 51,
    })

async function loggedSearch(
  ledger: Ledger,
  store: Store,
  keys: string,
): Promise<(question: Question) => Promise<unknown>> {
  await ledger.openCase({ ...file, at: Date.now(), by: 'bench' })
  const shown = createShownCounts(ledger)
  // As the server does it (central/src/serve/timers.ts); it does not keep the bench from ending.
  setInterval(() => void shown.write(), 1000).unref()
  const desk = createSearchDesk({
    ledger,
    shown,
    store,
    registry: { unit: () => null, units: () => [] },
    policyBook: { current: () => ({ n: 1, version: policy.version, policy }) },
    secrets: openSecrets(keys),
    now: Date.now,
    random,
  })
  return ({ order }) => desk.search(order, 50, { user: 'bench', roles: ['operator'] })
}

function rowOf(search: string, atOnce: number, pairs: Pairs) {
  const [wall, cpu] = [costOf(pairs, 'wall'), costOf(pairs, 'cpu')]
  const percent = (share: number) => (share * 100).toFixed(1)
  const all = [...pairs.plainFirst, ...pairs.moreFirst]
  return {
    search,
    'at once': atOnce,
    'alone ms': wall.plain.toFixed(2),
    'more ms': wall.cost.toFixed(2),
    'more %': percent(wall.share),
    '95 % within': wall.within.map(percent).join(' to '),
    'p95 alone, logged': [all.map(({ plain }) => plain.wall), all.map(({ more }) => more.wall)]
      .map((times) => percentile(times, 0.95).toFixed(1))
      .join(', '),
    'alone CPU ms': cpu.plain.toFixed(2),
    'more CPU ms': cpu.cost.toFixed(2),
    'more CPU %': percent(cpu.share),
  }
}
