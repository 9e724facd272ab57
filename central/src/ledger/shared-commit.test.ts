import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { someUse } from '../audit/audit.fixture.ts'
import { answerCalls } from '../store/worker-calls.ts'
import type { Ledger } from './ledger.ts'
import { openLedgerFile } from './ledger-file.ts'
import { openSearchRoom, type SearchRoom, T } from './search.fixture.ts'
import { sharedCommit } from './shared-commit.ts'
import { openLedger } from './sqlite-ledger.ts'
import { sqliteLedgerVerbs } from './sqlite-ledger-verbs.ts'

let folder: string
let path: string
let room: SearchRoom
let ledger: Ledger
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'archway-shared-commit-'))
  path = join(folder, 'ledger.db')
  room = await openSearchRoom()
  ledger = await openLedger(path)
  await ledger.openCase({ number: '26-1001', purpose: 'stolen-property', owner: 'ann', at: T, by: 'ann' })
})
afterEach(async () => {
  await ledger.close()
  await room.close()
  rmSync(folder, { recursive: true })
})

/**
 * Lets what `ask` asks wait for the ledger, all of it at the same time: another connection holds the right to write, and
 * one line waits for that first.
 */
async function whileItWaits<T>(ask: () => Promise<T>[]): Promise<PromiseSettledResult<T>[]> {
  const other = new Database(path)
  other.exec('BEGIN IMMEDIATE')
  const first = ledger.logUse(someUse(1))
  const asked = ask()
  // Whatever happens to them, nobody has been answered while the disk does not have the lines.
  await new Promise((resolve) => setTimeout(resolve, 30))
  other.exec('COMMIT')
  other.close()
  await first
  return Promise.allSettled(asked)
}

/** Transactions in the log of writes: the last frame of each says how large the file is after it. */
function commits(): number {
  const log = readFileSync(`${path}-wal`)
  const frame = 24 + log.readUInt32BE(8)
  let count = 0
  for (let at = 32; at + frame <= log.length; at += frame) if (log.readUInt32BE(at + 4) > 0) count += 1
  return count
}

describe('lines that wait at the same time', () => {
  test('share one commit, and each is there when its search is answered', async () => {
    const starts = Array.from({ length: 8 }, (_, n) => room.start({ who: `person ${n}` }))
    const before = commits()
    const reader = new Database(path, { readonly: true })
    const isThere = reader.prepare<[string], number>('SELECT count(*) FROM search WHERE id = ?').pluck()
    const seen: (number | undefined)[] = []
    const answers = await whileItWaits(() =>
      starts.map(async (start) => {
        const begun = await ledger.beginSearch(start)
        seen.push(isThere.get(start.id))
        return begun
      }),
    )
    expect(answers).toEqual(
      starts.map(() => ({ status: 'fulfilled', value: { refused: null, repeated: null } })),
    )
    expect(seen).toEqual(starts.map(() => 1))
    expect(
      commits() - before,
      'the line that waited for the other connection, and all the others',
    ).toBeLessThan(3)
    reader.close()
  })

  test('are judged in their order: each search counts those before it', async () => {
    const starts = Array.from({ length: 4 }, () => room.start())
    const answers = await whileItWaits(() => starts.map((start) => ledger.beginSearch(start)))
    const repeated = answers.map((answer) => answer.status === 'fulfilled' && answer.value)
    expect(repeated).toEqual([null, null, 3, 4].map((repeated) => ({ refused: null, repeated })))
  })

  test('what fails is undone by itself, whole, and takes nothing else with it', async () => {
    const start = room.start()
    const secret = room.secrets.seal('a reason', T)
    const told = (i: number) => ({ ...someUse(i), detail: secret.commitment })
    const answers = await whileItWaits<unknown>(() => [
      ledger.beginSearch(start),
      // The line and the secret are written before the table refuses a second search of this id.
      ledger.beginSearch({ ...room.start({ who: 'bob' }), id: start.id }),
      ledger.logUse(told(2), secret),
      // The line is written before the table refuses the same commitment again.
      ledger.logUse(told(3), secret),
      ledger.caseOf('26-1001'),
      ledger.logUse(someUse(4)),
    ])
    const outcomes = ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']
    expect(answers.map(({ status }) => status)).toEqual(outcomes)
    const lines = (await ledger.uses(0, 999)).map(({ who, subject }) => `${who} ${subject}`)
    expect(lines.slice(1)).toEqual(['kim image 1', `ann ${start.id}`, 'kim image 2', 'kim image 4'])
  })

  test('another verb among them waits for its turn and ends the commit', async () => {
    const [one, two] = [room.start(), room.start()]
    const answers = await whileItWaits<unknown>(() => [
      ledger.beginSearch(one),
      ledger.closeCase('26-1001', T, 'sue'),
      ledger.beginSearch(two),
    ])
    expect(answers.map((answer) => answer.status === 'fulfilled' && answer.value)).toEqual([
      { refused: null, repeated: null },
      'closed',
      { refused: 'case-closed' },
    ])
  })
})

describe('nothing is answered whose line is not there', () => {
  /** Forty searches and a look-up that wait at the same time for a ledger that was prepared to fail. */
  async function fortyOf(prepare: (db: Database.Database) => void) {
    const db = openLedgerFile(join(folder, 'failing.db'))
    const verbs = sqliteLedgerVerbs(db)
    verbs.openCase({ number: '26-1001', purpose: 'stolen-property', owner: 'ann', at: T, by: 'ann' })
    prepare(db)
    const { port1, port2 } = new MessageChannel()
    answerCalls(port2, verbs, sharedCommit(db))
    const starts = Array.from({ length: 40 }, (_, n) => room.start({ who: `person ${n}` }))
    const replies: { readonly id: number; readonly ok: boolean; readonly value?: unknown }[] = []
    port1.on('message', (reply) => replies.push(reply))
    for (const [id, start] of starts.entries()) port1.postMessage({ id, verb: 'beginSearch', args: [start] })
    port1.postMessage({ id: 40, verb: 'caseOf', args: ['26-1001'] })
    await vi.waitFor(() => expect(replies).toHaveLength(41))
    port1.close()
    const done = starts.filter((_, n) => replies[n]?.ok).map(({ id }) => id)
    const searched = verbs.uses(0, 999).filter(({ action }) => action === 'read-search')
    db.close()
    expect(replies.map(({ id }) => id)).toEqual(Array.from({ length: 41 }, (_, n) => n))
    const found = { ok: true, value: { number: '26-1001', closedAt: null } }
    expect(replies[40], 'a look-up needs no commit').toMatchObject(found)
    return { done, kept: searched.map(({ subject }) => subject) }
  }

  test('when the disk is full', async () => {
    const { done, kept } = await fortyOf((db) => {
      db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 2}`)
    })
    expect(kept).toEqual(done)
    expect(done.length).toBeLessThan(40)
  })

  test('when the commit fails', async () => {
    const { done, kept } = await fortyOf((db) => {
      db.exec(`CREATE TABLE late (name TEXT REFERENCES person DEFERRABLE INITIALLY DEFERRED);
        CREATE TRIGGER late AFTER INSERT ON search BEGIN INSERT INTO late VALUES ('nobody'); END`)
    })
    expect({ done, kept }).toEqual({ done: [], kept: [] })
  })

  test('when the database gives up the transaction in the middle of it', async () => {
    const { done, kept } = await fortyOf((db) => {
      db.exec(`CREATE TRIGGER broken AFTER INSERT ON search WHEN NEW.who = 'person 20'
        BEGIN SELECT RAISE(ROLLBACK, 'broken'); END`)
    })
    expect({ done, kept }).toEqual({ done: [], kept: [] })
  })
})
