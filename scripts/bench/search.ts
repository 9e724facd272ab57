import { statSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReadQuery } from '../../central/src/store/read-query.ts'
import { openSqliteStore } from '../../central/src/store/sqlite-store.ts'
import type { Store } from '../../central/src/store/store.ts'
import { type Chance, chanceOf } from './passing-reads.ts'
import { benchSearchAudit } from './search-audit.ts'
import { buildDay, type Department, daysUpTo, departmentOf, isBuilt, vehicleOf } from './stored-department.ts'
import { percentile, printTable } from './table.ts'

const DAY_MS = 86_400_000
const LAST = '2026-11-24'
const UNITS = 418
const READS_A_DAY = 50_000_000 / 90
const QUESTIONS = 200

/**
 * How long searches take over a store as large as a department's: fifty million Reads in ninety days at scale 1.
 * @param scale of the Reads a day
 * @param keep the store for the next run of this size, which then need not build it
 */
export async function benchSearch(scale: number, days: number, keep: boolean): Promise<void> {
  const reads = Math.round(READS_A_DAY * scale)
  const above = process.env.ARCHWAY_BENCH_FOLDER ?? tmpdir()
  const folder = keep
    ? join(above, `archway-bench-${reads}x${days}`)
    : await mkdtemp(join(above, 'archway-bench-'))
  await mkdir(folder, { recursive: true })
  try {
    const department = departmentOf(Math.max(1000, Math.round(1_500_000 * scale)), UNITS)
    buildStore(folder, reads, days, department)
    const store = await openSqliteStore(folder)
    try {
      const until = Date.parse(LAST) + DAY_MS
      await measure(store, department, until, days)
      const chance = chanceOf(9)
      const plate = () => vehicleOf(department, chance)
      await benchSearchAudit(folder, store, {
        'exact plate': () => ({ plate: plate(), from: until - days * DAY_MS, until }),
        'two "?", a week': () => ({ plate: hidden(plate(), 2, chance), from: until - 7 * DAY_MS, until }),
      })
    } finally {
      await store.close()
    }
  } finally {
    if (keep) console.log(`\nkept: ${folder}`)
    else await rm(folder, { recursive: true })
  }
}

function buildStore(folder: string, reads: number, days: number, department: Department): void {
  const from = performance.now()
  const cpu = process.cpuUsage()
  const missing = daysUpTo(LAST, days).filter((day) => !isBuilt(folder, day))
  for (const day of missing) buildDay(folder, day, reads, department)
  const bytes = daysUpTo(LAST, days).reduce((sum, day) => sum + statSync(join(folder, `${day}.db`)).size, 0)
  const seconds = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const built =
    missing.length > 0
      ? `${missing.length} days built in ${seconds.toFixed(0)} s (${((user + system) / reads / missing.length).toFixed(0)} µs of CPU a Read)`
      : 'kept from an earlier run'
  console.log(
    `\nstore: ${(reads * days).toLocaleString('en')} Reads in ${days} days, ${UNITS} units, ` +
      `${department.vehicles.length.toLocaleString('en')} vehicles; ${built}; ` +
      `${(bytes / 2 ** 30).toFixed(2)} GiB, ${Math.round(bytes / reads / days)} bytes a Read`,
  )
}

/** Hides so many characters, at different places. */
function hidden(plate: string, count: number, chance: Chance): string {
  const places = new Set<number>()
  while (places.size < count) places.add(Math.floor(chance() * plate.length))
  return [...plate].map((char, at) => (places.has(at) ? '?' : char)).join('')
}

async function measure(
  store: Store,
  department: ReturnType<typeof departmentOf>,
  until: number,
  days: number,
): Promise<void> {
  const chance = chanceOf(5)
  const everything = { until, from: until - days * DAY_MS }
  const week = { until, from: until - 7 * DAY_MS }
  const some = () => vehicleOf(department, chance)
  const hide = (plate: string, count: number) => hidden(plate, count, chance)
  const unit = () => department.units[Math.floor(chance() * department.units.length)] ?? 'car-0'
  const kinds: Readonly<Record<string, () => Partial<ReadQuery>>> = {
    'exact plate': () => ({ pattern: some(), ...everything }),
    'exact plate, O as 0': () => ({ pattern: some(), fold: true, ...everything }),
    'exact plate that never passed': () => ({ pattern: `${some().slice(0, 5)}QQ`, ...everything }),
    'start of three, a week': () => ({ pattern: `${some().slice(0, 3)}*`, ...week }),
    'two "?", a week': () => ({ pattern: hide(some(), 2), ...week }),
    'both ends "?", a week': () => ({ pattern: `?${some().slice(1, -1)}?`, ...week }),
    'two "*" around three, a week': () => ({ pattern: `*${some().slice(2, 5)}*`, ...week }),
    'two "?", everything': () => ({ pattern: hide(some(), 2), ...everything }),
    'one unit, one hour': () => {
      const end = until - Math.floor(chance() * 6 * DAY_MS)
      return { pattern: null, devices: [unit()], from: end - 3_600_000, until: end }
    },
    'twenty units, one day': () => {
      const end = until - Math.floor(chance() * 6 * DAY_MS)
      return { pattern: null, devices: Array.from({ length: 20 }, unit), from: end - DAY_MS, until: end }
    },
  }
  const rows = []
  for (const [kind, query] of Object.entries(kinds)) {
    const ask = () =>
      store.searchReads({
        fold: false,
        minimum: 0,
        devices: null,
        hits: 'any',
        limit: 51,
        from: 0,
        until,
        pattern: null,
        ...query(),
      })
    const from = performance.now()
    await ask()
    const first = performance.now() - from
    const times: number[] = []
    let results = 0
    const cpu = process.cpuUsage()
    for (let n = 0; n < QUESTIONS; n += 1) {
      const started = performance.now()
      results += (await ask()).length
      times.push(performance.now() - started)
    }
    const { user, system } = process.cpuUsage(cpu)
    rows.push({
      search: kind,
      'results a page': (results / QUESTIONS).toFixed(1),
      'first ms': first.toFixed(1),
      'CPU ms': ((user + system) / 1000 / QUESTIONS).toFixed(1),
      'p50 ms': percentile(times, 0.5).toFixed(1),
      'p95 ms': percentile(times, 0.95).toFixed(1),
      'p99 ms': percentile(times, 0.99).toFixed(1),
    })
  }
  printTable('search: from asking the store to a page of at most 51 Reads, newest first', rows)
}
