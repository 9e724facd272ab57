import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { hotlistDigest } from '@archway/shared/list-digest'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import { csvOf, importCsv } from './hotlist.fixture.ts'

let folder: string
let path: string
let ledger: Ledger
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-'))
  path = join(folder, 'ledger.db')
  ledger = await openLedger(path)
})
afterEach(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true, force: true })
})

const plates = async () => {
  const version = (await ledger.hotlistVersion())?.version ?? 0
  return (await ledger.entriesAt(version, '', 100)).map(({ plate }) => plate).sort()
}
const inFile = <T>(ask: (db: Database.Database) => T): T => {
  const db = new Database(path, { readonly: true })
  try {
    return ask(db)
  } finally {
    db.close()
  }
}
const halfMade = () =>
  inFile((db) => db.prepare('SELECT count(*) FROM hotlist_entry WHERE since > 1').pluck().get()) as number

/** Starts an import that never ends in a process of its own, and kills it after it has written so many pieces. */
async function killImport(list: string, pieces: number): Promise<void> {
  const tsx = createRequire(import.meta.url).resolve('tsx/package.json')
  const loader = new URL('./dist/esm/index.mjs', pathToFileURL(tsx)).href
  const body = fileURLToPath(new URL('./endless-import.fixture.ts', import.meta.url))
  const args = ['--conditions=source', '--import', loader, body, path, list]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let written = 0
  for await (const said of createInterface(child.stdout)) {
    expect(said).toBe('added')
    written += 1
    if (written === pieces) child.kill('SIGKILL')
  }
  expect((await exited)[1]).toBe('SIGKILL')
}

// A process is started and writes tens of thousands of entries: on a crowded machine that takes a while.
test('an import killed midway changes nothing; what it left is removed by the next, and its room used again', {
  timeout: 120_000,
}, async () => {
  await importCsv(ledger, 'hot', [csvOf(['A1', 'A2'])])
  const before = await ledger.hotlistVersion()
  await killImport('hot', 3)
  const left = halfMade()
  expect(left).toBeGreaterThanOrEqual(15_000)

  await ledger.close()
  ledger = await openLedger(path)
  expect(await ledger.hotlistVersion()).toEqual(before)
  expect(await plates()).toEqual(['A1', 'A2'])
  expect((await ledger.entryPage(1, 0, 9)).next).toBeNull()
  expect(before?.digest).toBe(hotlistDigest(await ledger.entriesAt(1, '', 9)))

  expect(await importCsv(ledger, 'hot', [csvOf(['A2', 'A3'])])).toMatchObject({ value: { version: 2 } })
  expect(await plates()).toEqual(['A2', 'A3'])
  expect(halfMade()).toBe(1)
  expect(await ledger.differenceSize(1, 2)).toBe(2)
  const free = inFile((db) => Number(db.pragma('freelist_count', { simple: true })))
  expect(free).toBeGreaterThan(left / 100)
})

test('whoever asks the same ledger during an import waits for no more than the pieces under way', async () => {
  const UNDER_WAY = 2
  let answered = 0
  const addEntries: Ledger['addEntries'] = async (...args) => {
    const added = await ledger.addEntries(...args)
    answered += 1
    return added
  }
  const many = csvOf(Array.from({ length: 60_000 }, (_, n) => `E${n}`))
  let isOver = false
  const imported = importCsv({ ...ledger, addEntries }, 'hot', [many]).finally(() => {
    isOver = true
  })
  const waitedFor: number[] = []
  while (!isOver) {
    const from = answered
    await ledger.hotlistVersion()
    waitedFor.push(answered - from)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  expect(await imported).toMatchObject({ value: { entries: 60_000, version: 1 } })
  expect(answered).toBeGreaterThan(10)
  expect(Math.max(...waitedFor)).toBeGreaterThan(0)
  expect(Math.max(...waitedFor)).toBeLessThanOrEqual(UNDER_WAY)
})
