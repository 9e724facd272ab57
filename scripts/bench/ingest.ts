import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CentralUnderLoad, startCentral } from './central-under-load.ts'
import { chanceOf, passingRead, plateOf } from './passing-reads.ts'
import { plainInserts } from './plain-inserts.ts'
import { percentile, printTable } from './table.ts'
import type { Load, LoadResult } from './units-protocol.ts'

const BATCH = 100
const UNITS = 8
const LIST_ENTRIES = 50_000
const HIT_SHARE = 0.001
const ROWS = 40_000

/**
 * How many Reads a second go from units over MQTT (TLS, QoS 1) through checking, judging and matching into
 * durable storage and are acknowledged, beside the same rows put into the same tables by better-sqlite3 alone.
 */
export async function benchIngest(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'archway-bench-'))
  try {
    const chance = chanceOf(3)
    const plates = Array.from({ length: LIST_ENTRIES }, () => plateOf(chance))
    const central = await startCentral(folder, UNITS, plates)
    const load = { batch: BATCH, wanted: plates.slice(0, 1000), hitShare: HIT_SHARE }
    const measured = async (load: Omit<Load, 'url' | 'ca' | 'units'>) => {
      const before = process.cpuUsage()
      const result = await underLoad(central, load)
      return { ...result, cpuMicros: cpuSince(before) / result.rows }
    }
    // Once around first, so that what is measured is not the compiler.
    await underLoad(central, { ...load, batches: 40, window: 2, rowsPerSecond: null })
    const flat = await measured({ ...load, batches: ROWS / BATCH, window: 2, rowsPerSecond: null })
    const paced = await measured({ ...load, batches: ROWS / BATCH, window: 4, rowsPerSecond: 5000 })
    const counts = await central.store.counts()
    await central.stop()
    const sent = 4000 + flat.rows + paced.rows
    if (counts.reads !== sent)
      throw new Error(`${sent} Reads were acknowledged and ${counts.reads} are stored`)

    const reads = Array.from({ length: ROWS }, () =>
      passingRead('bench-1', plateOf(chance), Date.now(), chance),
    )
    const plain = [100, 1000].map((batch) => ({
      batch,
      rate: plainInserts(join(folder, `plain-${batch}.db`), reads, batch),
    }))
    printTable('ingest: Reads into durable storage (WAL, synchronous=FULL)', [
      row('MQTT over TLS, as fast as acks come', flat),
      row('MQTT over TLS, 5,000 a second offered', paced),
      ...plain.map(({ batch, rate }) => ({
        way: `better-sqlite3 alone, ${batch} rows a commit`,
        'rows/s': Math.round(rate.rowsPerSecond),
        'CPU µs/row': rate.cpuMicros.toFixed(0),
        'p50 ms': '',
        'p95 ms': '',
        'p99 ms': '',
      })),
    ])
    console.log(
      `${BATCH} Reads a message, ${Math.round(flat.bytes / flat.rows)} bytes a Read, ${UNITS} units, ` +
        `${LIST_ENTRIES} entries listed; ${counts.reads} Reads stored, ${counts.alerts} alerts raised, ` +
        `${central.ingest.counts().commits} commits; ms: from publishing a message to central's ack of it`,
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

const cpuSince = (before: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(before)
  return user + system
}

const row = (way: string, { rows, seconds, latencies, cpuMicros }: LoadResult & { cpuMicros: number }) => ({
  way,
  'rows/s': Math.round(rows / seconds),
  'CPU µs/row': cpuMicros.toFixed(0),
  'p50 ms': percentile(latencies, 0.5).toFixed(0),
  'p95 ms': percentile(latencies, 0.95).toFixed(0),
  'p99 ms': percentile(latencies, 0.99).toFixed(0),
})

async function underLoad(
  { url, ca, units }: CentralUnderLoad,
  load: Omit<Load, 'url' | 'ca' | 'units'>,
): Promise<LoadResult> {
  const child = fork(new URL('./units.ts', import.meta.url), { execArgv: process.execArgv })
  let result: LoadResult | null = null
  child.on('message', (message) => {
    result = message as LoadResult
  })
  child.send({ ...load, url, ca, units } satisfies Load)
  const [code] = await once(child, 'exit')
  if (code !== 0 || result === null) throw new Error(`the units ended with ${code} before they were done`)
  return result
}
