import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayAt } from '@archway/shared/id'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { settleCertificates } from '../retention/certificate-files.ts'
import { daysOld, openWholeData } from '../retention/retention.fixture.ts'
import { sweep } from '../retention/sweep.ts'
import { judged } from '../store/judged.fixture.ts'
import { openSqliteStoreHere } from '../store/sqlite-store.ts'
import { keyFolder } from '../vault/day-keys.ts'
import { openFileVault } from '../vault/file-vault.ts'
import { unseal } from '../vault/sealed.ts'
import { makeBackup } from './make-backup.ts'
import { restoreBackup } from './restore-backup.ts'

type Data = Awaited<ReturnType<typeof openWholeData>>
let data: Data
let place: string
beforeEach(async () => {
  data = await openWholeData()
  place = await mkdtemp(join(tmpdir(), 'archway-backup-'))
})
afterEach(async () => {
  await data.discard()
  await rm(place, { recursive: true })
})

const PLATE = 'QX77ZP'
const keys = () => ({
  days: keyFolder(join(data.folder, 'keys'), data.master),
  master: data.master,
  audit: data.key,
})
const backup = (to = 'backup') =>
  makeBackup({ data: data.folder, to: join(place, to) }, keys(), 'test', data.now())
/** What a person finds who restored into an empty installation that has the keys of today. */
async function restored(from = 'backup', into = 'new') {
  const folder = join(place, into)
  const report = await restoreBackup({ data: folder, from: join(place, from) }, keys())
  const days = join(folder, 'days')
  const store = openSqliteStoreHere(days)
  const vault = await openFileVault({ days, keys: join(data.folder, 'keys') }, data.master)
  return { folder, report, store, vault, ledger: openLedgerHere(join(folder, 'ledger.db')) }
}
async function everyFile(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  return names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name))
}

describe('backup', () => {
  it('promise 32: gives everything back, byte for byte, with the keys that it does not hold', async () => {
    const kept = await data.keep(daysOld(5), true, { text: 'AB12CD' })
    const plain = await data.keep(daysOld(4), false)
    await data.store.thinDay(plain.day)
    await data.ledger.confirmClock(data.now(), 'ann')
    expect((await backup()).manifest.days.map(({ key, images }) => [key, images])).toEqual([
      [kept.day, 4],
      [plain.day, 4],
      [`${plain.day}.hits`, 0],
    ])
    const back = await restored()
    expect(await back.store.passing(kept.read.id)).toEqual(await data.store.passing(kept.read.id))
    expect(await back.store.alert(kept.alert)).toEqual(await data.store.alert(kept.alert))
    expect(await back.store.counts()).toEqual(await data.store.counts())
    expect(await back.vault.get(kept.image)).toEqual(Buffer.from(`image ${kept.image}`))
    expect(await back.store.saveReads([judged(kept.read), judged(plain.read)])).toEqual([
      'duplicate',
      'purged',
    ])
    expect(await back.ledger.uses(0, 10)).toEqual(await data.ledger.uses(0, 10))
    await back.store.close()
    await back.ledger.close()
  })

  it('promise 40: holds no plate in the clear, and no key', async () => {
    await data.keep(daysOld(1), true, { text: PLATE, rivals: [] })
    await data.ledger.recordRequest({
      id: '01900000-0000-7000-8000-000000000000',
      receivedAt: 1,
      recordedBy: 'ann',
      recordedAt: 1,
      agency: 'x',
      requester: 'y',
      asked: `all of ${PLATE}`,
    })
    await backup()
    const files = await everyFile(join(place, 'backup'))
    expect(files.length).toBeGreaterThan(6)
    for (const file of files) {
      expect(file).not.toMatch(/\.key$/)
      expect((await readFile(file)).includes(PLATE)).toBe(false)
    }
    expect((await readdir(data.folder)).filter((name) => name.includes('tmp'))).toEqual([])
  })

  it('promise 15: back up, purge, restore: the day does not come back, and nothing of it decrypts', async () => {
    const due = await data.keep(daysOld(90), true)
    const kept = await data.keep(daysOld(3), true)
    await backup()
    const rule = { version: 'plan-1', days: 90, nonhitDays: 90 }
    const { purged } = await sweep(data.means({ rule: () => rule }))
    expect(purged).toMatchObject([{ day: due.day }])
    await settleCertificates(data.ledger, [join(data.folder, 'certificates')], data.key.publicKey)

    const back = await restored()
    expect(back.report).toMatchObject({ restored: [kept.day], destroyed: [due.day], keyless: [] })
    expect(await back.store.days()).toEqual([kept.day])
    expect(await back.store.passing(due.read.id)).toBeNull()
    expect(await back.vault.get(due.image)).toBeNull()
    expect(await back.store.saveReads([judged(due.read)])).toEqual(['purged'])
    // What lies in the backup is tried with every key that is left.
    const { alive } = await keys().days.names()
    const left = [data.master, ...(await Promise.all(alive.map((name) => keys().days.read(name))))]
    const image = await readFile(join(place, 'backup/images', due.day, due.image))
    const [rows = ''] = (await readdir(join(place, 'backup/rows'))).filter((name) => name.startsWith(due.day))
    const sealedRows = await readFile(join(place, 'backup/rows', rows))
    for (const key of left) {
      expect(() => unseal(key ?? data.master, `archway image v1 ${due.image}`, image)).toThrow()
      const chunk = sealedRows.subarray(5, 5 + sealedRows.readUInt32BE(1))
      expect(() => unseal(key ?? data.master, `archway backup v1 rows ${due.day} 0 more`, chunk)).toThrow()
    }
    // The restored ledger is older than the purge, and learns of it from the folder beside the keys.
    expect(await back.ledger.certificatesOf(due.day)).toEqual([])
    await settleCertificates(back.ledger, [join(data.folder, 'certificates')], data.key.publicKey)
    expect(await back.ledger.certificatesOf(due.day)).toHaveLength(1)
    await back.store.close()
    await back.ledger.close()
  })

  it('promise 15: an old copy of the key, put back beside the mark of its end, restores nothing', async () => {
    const due = await data.keep(daysOld(90), true)
    const keyFile = join(data.folder, 'keys', `${due.day}.key`)
    const old = await readFile(keyFile)
    await backup()
    await sweep(data.means({ rule: () => ({ version: 'plan-1', days: 90, nonhitDays: 90 }) }))
    await writeFile(keyFile, old)
    const back = await restored()
    expect(back.report).toMatchObject({ restored: [], destroyed: [due.day], keyless: [] })
    expect((await readdir(join(back.folder, 'days'))).filter((name) => !name.endsWith('.purged'))).toEqual([])
    await back.store.close()
    await back.ledger.close()
  })

  it('promise 15: a restored day that is beyond retention meanwhile is purged by the next sweep', async () => {
    const due = await data.keep(daysOld(89), true)
    await backup()
    const back = await restored()
    expect(await back.store.days()).toEqual([due.day])
    await back.ledger.seeClock(daysOld(-1), 7 * 86_400_000)
    const { purged } = await sweep(data.means({ store: back.store, vault: back.vault, ledger: back.ledger }))
    expect(purged).toMatchObject([{ day: due.day, trial: { opened: false } }])
    expect(await back.vault.get(due.image)).toBeNull()
    await back.store.close()
    await back.ledger.close()
  })

  it('brought up to date it writes only what changed, and drops what was purged', async () => {
    const due = await data.keep(daysOld(90), true)
    const old = await data.keep(daysOld(2), true)
    expect((await backup()).written).toBe(2)
    expect((await backup()).written).toBe(0)
    const late = await data.keep(daysOld(2), false)
    await sweep(data.means())
    const { written, manifest } = await backup()
    expect(written).toBe(1)
    expect(manifest.days.map(({ key }) => key)).toEqual([old.day])
    const names = await everyFile(join(place, 'backup'))
    expect(names.filter((name) => name.includes(due.day))).toEqual([])
    const back = await restored()
    expect(await back.store.passing(late.read.id)).not.toBeNull()
    await back.store.close()
    await back.ledger.close()
  })

  it('refuses a backup that was changed, cut, signed by another, or put over data', async () => {
    await data.keep(daysOld(2), true)
    const { manifest } = await backup()
    const rows = join(place, 'backup/rows', manifest.days[0]?.rows?.file ?? '')
    const good = await readFile(rows)
    const change = async (bytes: Uint8Array) => {
      await writeFile(rows, bytes)
      return restored('backup', `into-${Math.random()}`).then(
        () => 'restored',
        (error: Error) => error.message,
      )
    }
    const flipped = Buffer.from(good)
    flipped[100] = (flipped[100] ?? 0) ^ 1
    expect(await change(flipped)).toContain('it was changed')
    expect(await change(good.subarray(0, good.byteLength - 40))).toContain('it was changed')
    await writeFile(rows, good)
    const manifestFile = join(place, 'backup/backup.json')
    const text = await readFile(manifestFile, 'utf8')
    await writeFile(manifestFile, text.replace('"images":4', '"images":5'))
    await expect(restored()).rejects.toThrow('not signed')
    await writeFile(manifestFile, text.replace('"rows":{', '"rows":{"x":"../../etc",'))
    await expect(restored()).rejects.toThrow('cannot be read')
    await writeFile(manifestFile, text)
    await cp(join(data.folder, 'ledger.db'), join(place, 'full/ledger.db'))
    await expect(restored('backup', 'full')).rejects.toThrow('move it away first')
    await writeFile(join(place, 'other.txt'), 'x')
    await expect(makeBackup({ data: data.folder, to: place }, keys(), 'test', 0)).rejects.toThrow('no backup')
  })

  it('says which parts have no key because the wrong copy of the keys is there', async () => {
    const kept = await data.keep(daysOld(2), true)
    await backup()
    await rm(join(data.folder, 'keys', `${dayAt(daysOld(2))}.key`))
    const back = await restored()
    expect(back.report).toMatchObject({ restored: [], destroyed: [], keyless: [kept.day] })
    expect((await stat(back.folder)).isDirectory()).toBe(true)
    await back.store.close()
    await back.ledger.close()
  })
})
