import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { ledgerContract } from './ledger.contract.ts'
import { openLedger, openLedgerHere } from './sqlite-ledger.ts'

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
