import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { ledgerContract } from './ledger.contract.ts'
import { entriesOfPage, importWhole, listedEntry } from './ledger.fixture.ts'
import { openLedgerFile, STEPS } from './ledger-file.ts'
import { openLedger, openLedgerHere } from './sqlite-ledger.ts'
import { HOTLIST_DIGESTS_STEP } from './steps/hotlist-digests.ts'

const dir = mkdtempSync(join(tmpdir(), 'ledger-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let files = 0
const file = () => join(dir, `${files++}.db`)

ledgerContract('SQLite in a thread', () => openLedger(file()))
ledgerContract('SQLite in place', async () => openLedgerHere(file()))

describe('SQLite ledger', () => {
  test('what another process changes is seen in the change counters', async () => {
    const path = file()
    const serving = await openLedger(path)
    const before = await serving.changes()
    const commandLine = openLedgerHere(path)
    await commandLine.addDevice({ id: 'x', kind: 'vehicle', name: 'X', place: null }, 1, 'it')
    await commandLine.close()
    expect((await serving.changes()).devices).toBe(before.devices + 1)
    await serving.close()
  })

  test('the use log refuses to change or lose a line', async () => {
    const path = file()
    const ledger = openLedgerHere(path)
    await ledger.logUse({
      at: 1,
      who: 'kim',
      action: 'image-view',
      outcome: 'success',
      subject: 'i',
      detail: null,
    })
    const db = new Database(path)
    expect(() => db.exec("UPDATE use_log SET who = 'lee'")).toThrow(/append-only/)
    expect(() => db.exec('DELETE FROM use_log')).toThrow(/append-only/)
    db.close()
    expect(await ledger.uses(0, 10)).toHaveLength(1)
    await ledger.close()
  })

  test('what an interrupted import left behind does not count, and the next one removes it', async () => {
    const path = file()
    const ledger = openLedgerHere(path)
    const version = { list: 'a', sourceAt: 1, importedAt: 1, entries: 2, digest: 'd', oldestSourceAt: 1 }
    const use = { by: 'it', detail: '' }
    await importWhole(ledger, version, [listedEntry({ id: 'a1' }), listedEntry({ id: 'a2' })], 0, use)
    const db = new Database(path)
    db.exec("UPDATE hotlist_entry SET until = 2 WHERE id = 'a1'")
    db.exec(`INSERT INTO hotlist_entry SELECT NULL, 'left', list, 2, NULL, plate, raw, folded, jurisdiction, category, flags,
      expires_at, entered_at, number, agency, vehicle FROM hotlist_entry WHERE id = 'a2'`)
    db.close()

    expect(await ledger.lists()).toMatchObject([{ list: 'a', entries: 2, version: 1 }])
    expect(await ledger.entryView('left')).toBeNull()
    expect((await ledger.entryView('a1'))?.live).toBe(true)
    expect((await entriesOfPage(ledger, 1, 0, 9)).ids).toEqual(['a1', 'a2'])
    await importWhole(ledger, version, [listedEntry({ id: 'a2' }), listedEntry({ id: 'a3' })], 1, use)
    expect((await ledger.entriesAt(2, '', 9)).map(({ id }) => id)).toEqual(['a2', 'a3'])
    expect((await ledger.entriesAt(1, '', 9)).map(({ id }) => id)).toEqual(['a1', 'a2'])
    await ledger.close()
  })

  test('a ledger of before the index of digests opens, keeps its lists, and finds their entries', async () => {
    const path = file()
    const id = `a:${'0'.repeat(23)}1`
    const db = new Database(path)
    db.function('use_leaf_of', { varargs: true }, () => Buffer.alloc(32))
    const before = STEPS.slice(0, STEPS.indexOf(HOTLIST_DIGESTS_STEP))
    for (const step of before) db.exec(step)
    db.exec("INSERT INTO hotlist_version VALUES (1, 'a', 1, 1, 2, 'd', 1, 2)")
    for (const one of [id, 'a2']) {
      db.exec(`INSERT INTO hotlist_entry (id, list, since, plate, raw, folded, category, flags, expires_at, vehicle)
        VALUES ('${one}', 'a', 1, 'A1', 'A 1', 0, 'stolen-vehicle', '[]', 9, '{}')`)
    }
    db.pragma(`user_version = ${before.length}`)
    db.close()

    const opened = openLedgerHere(path)
    expect(await opened.lists()).toMatchObject([{ list: 'a', entries: 2, version: 1 }])
    for (const one of [id, 'a2']) expect((await opened.entryView(one))?.live).toBe(true)
    await opened.close()
  })

  test('a long import does not keep other processes from writing', async () => {
    const path = file()
    const importing = await openLedger(path)
    const logging = openLedgerHere(path)
    const entries = Array.from({ length: 12_000 }, (_, i) => listedEntry({ id: `e${i}` }))
    const version = { list: 'a', sourceAt: 1, importedAt: 1, entries: 12_000, digest: 'd', oldestSourceAt: 1 }
    let done = false
    const imported = importWhole(importing, version, entries, 0, { by: 'it', detail: '' }).finally(() => {
      done = true
    })
    let written = 0
    while (!done) {
      await logging.logUse({
        at: 1,
        who: 'k',
        action: 'login',
        outcome: 'success',
        subject: null,
        detail: null,
      })
      written += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(await imported).toEqual({ version: 1 })
    expect(written).toBeGreaterThan(2)
    await importing.close()
    await logging.close()
  })

  test('an import that is overtaken while it prepares changes nothing', async () => {
    const path = file()
    const [slow, quick] = [await openLedger(path), openLedgerHere(path)]
    const version = { list: 'a', sourceAt: 1, importedAt: 1, entries: 1, digest: 'd', oldestSourceAt: 1 }
    const many = Array.from({ length: 12_000 }, (_, i) => listedEntry({ id: `e${i}` }))
    let overtaken: ReturnType<typeof importWhole> | undefined
    await new Promise<void>((begun) => {
      const beginVersion: typeof slow.beginVersion = (n) => slow.beginVersion(n).finally(begun)
      overtaken = importWhole({ ...slow, beginVersion }, version, many, 0, { by: 'it', detail: '' })
    })
    await importWhole(quick, version, [listedEntry({ id: 'q' })], 0, { by: 'it', detail: '' })
    expect(await overtaken).toBe('outdated')
    expect((await quick.entriesAt(1, '', 9)).map(({ id }) => id)).toEqual(['q'])
    expect(await quick.lists()).toMatchObject([{ entries: 1 }])
    await slow.close()
    await quick.close()
  })

  test('a verb holds the right to write from its beginning: no other writes between what it reads and what it writes', () => {
    const path = file()
    const ledger = openLedgerFile(path)
    const other = new Database(path, { timeout: 0 })
    const verb = ledger.transaction(() => {
      ledger.prepare('SELECT count(*) FROM person').get()
      expect(() => other.exec("UPDATE change SET n = n + 1 WHERE topic = 'devices'")).toThrow(/locked/)
      ledger.exec("UPDATE change SET n = n + 1 WHERE topic = 'devices'")
    })
    verb()
    other.exec("UPDATE change SET n = n + 1 WHERE topic = 'devices'")
    other.close()
    ledger.close()
  })

  test('a file of a newer program is refused with what to do', () => {
    const path = file()
    const db = new Database(path)
    db.pragma('user_version = 99')
    db.close()
    expect(() => openLedgerHere(path)).toThrow(/newer version of this program/)
  })

  test('a file that cannot be opened is an error at opening, and a closed ledger answers with one', async () => {
    await expect(openLedger(join(dir, 'no', 'such', 'folder.db'))).rejects.toThrow(/directory/)
    const ledger = await openLedger(file())
    await ledger.close()
    await expect(ledger.devices()).rejects.toThrow(/ended/)
  })
})
