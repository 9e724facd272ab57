import { fork } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Policy } from '@archway/shared/policy'
import { fileChunks } from '../../central/src/hotlist/file-chunks.ts'
import { importList } from '../../central/src/hotlist/import-list.ts'
import { LAYOUTS } from '../../central/src/hotlist/layouts.ts'
import { openBook } from '../../central/src/hotlist/ledger-book.ts'
import { openLedger } from '../../central/src/ledger/sqlite-ledger.ts'
import { startBystander } from './bystander.ts'
import { sealAnnounced, type UnitFigures } from './hotlist-unit.ts'
import { printTable } from './table.ts'

const NOW = Date.UTC(2026, 10, 24, 12)
const STATES = ['M0', 'M0', 'M0', 'IL', 'IL', 'KS', 'TX', 'CA', 'FL', 'NY']
const CODES = ['V', 'V', 'P', 'P', 'R', 'F']
/** Of the second extract of a day: so much of the first has left, and as much has come. */
const TURNOVER = 0.01

/**
 * What a national list costs: its import, a later extract, and what a unit pays to hold it, take a delta and look up
 * the ten candidates of a Read. The unit runs as a process of its own, so that its memory is its own.
 */
export async function benchHotlist(entries: number): Promise<void> {
  const folder = await mkdtemp(join(process.env.ARCHWAY_BENCH_FOLDER ?? tmpdir(), 'archway-bench-'))
  try {
    const [first, second] = [join(folder, 'first.txt'), join(folder, 'second.txt')]
    await writeExtract(first, 0, entries)
    await writeExtract(second, Math.round(entries * TURNOVER), entries)
    const ledgerFile = join(folder, 'ledger.db')
    const ledger = await openLedger(ledgerFile)
    const rows: Record<string, string | number>[] = []
    const bring = async (what: string, file: string, at: number) => {
      const bystander = await startBystander(ledgerFile)
      const [from, cpu] = [performance.now(), process.cpuUsage()]
      const outcome = await importList(
        { list: 'ncic', open: () => fileChunks(file), layout: layout(), sourceAt: at },
        { dryRun: false, shrinkConfirmedBy: null },
        { ledger, policy: POLICY, now: at, by: 'bench', maxAgeMs: 72 * 3_600_000 },
      )
      if (!outcome.ok) throw new Error(outcome.error.reason)
      const seconds = (performance.now() - from) / 1000
      const { user, system } = process.cpuUsage(cpu)
      const waits = await bystander.stop()
      rows.push({
        import: what,
        entries: outcome.value.entries,
        seconds: seconds.toFixed(1),
        'CPU s': ((user + system) / 1e6).toFixed(1),
        'entries/s': Math.round(outcome.value.entries / seconds),
        "a server's line meanwhile, ms: median": waits.median.toFixed(0),
        p99: waits.p99.toFixed(0),
        most: waits.most.toFixed(0),
      })
    }
    await bring('the first extract', first, NOW)
    await bring('the next, 1 % changed', second, NOW + 1000)
    rows.push({
      import: `ledger ${((await stat(ledgerFile)).size / 2 ** 20).toFixed(0)} MiB; this process ${mebibytes(process.memoryUsage.rss())} MiB`,
    })
    printTable('Hotlist: import into a ledger on disk', rows)

    const keys = generateKeyPairSync('ed25519')
    const book = await openBook(ledger)
    const version = book.version()
    if (!version) throw new Error('no version')
    const changes = Array.from({ length: 2000 }, (_, n) => book.rows().at(n * Math.floor(entries / 2000)))
    await writeFile(join(folder, 'key.pem'), keys.publicKey.export({ type: 'spki', format: 'pem' }))
    await sealAnnounced(folder, book, keys, changes, NOW)
    await ledger.close()
    printTable('Hotlist: on a unit, in a process of its own', [...(await unitFigures(folder))])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const POLICY = Policy.parse({
  version: 'bench',
  retention: { days: 90 },
  alerts: {
    categories: {
      'stolen-vehicle': 'allow',
      'stolen-plate': 'allow',
      'stolen-part': 'allow',
      'felony-vehicle': 'allow',
    },
    minimumProbability: 0.3,
    actionableProbability: 0.9,
    listAgeHours: 24,
  },
  ingest: { clockAheadMinutes: 5 },
})

function layout() {
  const { ncic } = LAYOUTS
  if (!ncic) throw new Error('no ncic layout')
  return ncic
}

/** Made-up records of the published layout; the same number always gives the same record. */
async function writeExtract(path: string, from: number, count: number): Promise<void> {
  const out = createWriteStream(path)
  out.write('HEADER\n')
  for (let n = from; n < from + count; ) {
    let block = ''
    for (const end = Math.min(from + count, n + 5000); n < end; n++) block += `${recordOf(n)}\n`
    if (!out.write(block)) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
  }
  out.write(`TRAILER ${count}\n`)
  await new Promise<void>((resolve) => out.end(() => resolve()))
}

function recordOf(n: number): string {
  const dice = createHash('md5').update(String(n)).digest()
  const letters = 'ABCDEFGH0JKLMN0PQRSTUVWXYZ'
  const plate =
    [0, 1, 2].map((at) => letters[(dice[at] ?? 0) % 26]).join('') +
    String(dice.readUInt16LE(3) % 10_000).padStart(4, '0')
  const day = String(1 + ((dice[5] ?? 0) % 28)).padStart(2, '0')
  const month = String(1 + ((dice[6] ?? 0) % 12)).padStart(2, '0')
  return [
    CODES[(dice[7] ?? 0) % CODES.length],
    String(n % 1_000_000_000).padStart(9, '0'),
    'M00950000',
    `2025${month}${day}`,
    plate.padEnd(10),
    STATES[(dice[8] ?? 0) % STATES.length],
    '2026PC',
    `20${String((dice[9] ?? 0) % 25).padStart(2, '0')}`,
    'F0RDF15PKBLU    ',
  ].join('')
}

function unitFigures(folder: string): Promise<UnitFigures> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./hotlist-unit.ts', import.meta.url)), ['run', folder], {
      execArgv: [...process.execArgv, '--expose-gc'],
    })
    child.once('message', (figures) => resolve(figures as UnitFigures))
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? undefined : reject(new Error(`the unit ended with ${code}`))))
  })
}

const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20)
