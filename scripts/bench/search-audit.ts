import { join } from 'node:path'
import { SearchOrder } from '@archway/shared/api/search'
import type { RandomBytes } from '@archway/shared/id'
import { Policy } from '@archway/shared/policy'
import { openSecrets } from '../../central/src/audit/secrets.ts'
import { openLedger } from '../../central/src/ledger/sqlite-ledger.ts'
import { createSearchDesk } from '../../central/src/search/search-desk.ts'
import type { Store } from '../../central/src/store/store.ts'
import { percentile, printTable } from './table.ts'

const QUESTIONS = 200
const WARM_UP = 20
const random: RandomBytes = (into) => globalThis.crypto.getRandomValues(into)

/** Defaults of everything but what must be said. */
const policy = Policy.parse({
  version: 'bench',
  retention: { days: 90 },
  alerts: { categories: {}, minimumProbability: 0.5, actionableProbability: 0.9, listAgeHours: 24 },
  ingest: { clockAheadMinutes: 5 },
})

/**
 * What it costs that a search is sealed, checked against its case, counted for repeats and durably in the use log:
 * the same searches of the store alone and through the desk, in turn.
 */
export async function benchSearchAudit(
  folder: string,
  store: Store,
  kinds: Readonly<Record<string, () => { plate: string; from: number; until: number }>>,
): Promise<void> {
  const ledger = await openLedger(join(folder, 'ledger.db'))
  try {
    const file = { number: '26-1', purpose: 'stolen-property', owner: 'bench' } as const
    await ledger.openCase({ ...file, at: Date.now(), by: 'bench' })
    const desk = createSearchDesk({
      ledger,
      store,
      registry: { unit: () => null, units: () => [] },
      policyBook: { current: () => ({ n: 1, version: policy.version, policy }) },
      secrets: openSecrets(join(folder, 'uses')),
      now: Date.now,
      random,
    })
    const by = { user: 'bench', roles: ['operator'] } as const
    const rows = []
    for (const [search, ask] of Object.entries(kinds)) {
      const took: Record<'alone' | 'logged', { wall: number[]; cpu: number }> = {
        alone: { wall: [], cpu: 0 },
        logged: { wall: [], cpu: 0 },
      }
      const timed = async (way: 'alone' | 'logged', counts: boolean, run: () => Promise<unknown>) => {
        const cpu = process.cpuUsage()
        const from = performance.now()
        await run()
        const { user, system } = process.cpuUsage(cpu)
        if (!counts) return
        took[way].wall.push(performance.now() - from)
        took[way].cpu += (user + system) / 1000
      }
      for (let n = -WARM_UP; n < QUESTIONS; n += 1) {
        const asked = ask()
        const order = SearchOrder.parse({
          ...asked,
          purpose: file.purpose,
          case: file.number,
          note: 'bench of searches',
        })
        const query = {
          ...asked,
          pattern: asked.plate,
          fold: false,
          minimum: 0.05,
          devices: null,
          hits: 'any',
          limit: 51,
        } as const
        const ways = [
          () => timed('alone', n >= 0, () => store.searchReads(query)),
          () => timed('logged', n >= 0, () => desk.search(order, 50, by)),
        ]
        // In turn first, so that neither always finds what the other one warmed.
        for (const way of n % 2 ? ways : ways.toReversed()) await way()
      }
      const [alone, logged] = [took.alone, took.logged]
      const extra = (a: number, b: number) => `${(((b - a) / a) * 100).toFixed(0)} %`
      rows.push({
        search,
        'alone p50 ms': percentile(alone.wall, 0.5).toFixed(1),
        'logged p50 ms': percentile(logged.wall, 0.5).toFixed(1),
        'more time': extra(percentile(alone.wall, 0.5), percentile(logged.wall, 0.5)),
        'alone CPU ms': (alone.cpu / QUESTIONS).toFixed(2),
        'logged CPU ms': (logged.cpu / QUESTIONS).toFixed(2),
        'more CPU': extra(alone.cpu, logged.cpu),
      })
    }
    printTable('search: the store alone, and through the desk with its durable line in the use log', rows)
  } finally {
    await ledger.close()
  }
}
