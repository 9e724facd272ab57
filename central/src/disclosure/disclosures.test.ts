import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { uuid7 } from '@archway/shared/id'
import { sha256 } from '@archway/shared/signing'
import Database from 'better-sqlite3'
import { strFromU8, unzipSync, zipSync } from 'fflate'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { daysOld, openWholeData } from '../retention/retention.fixture.ts'
import { NOON, random } from '../store/judged.fixture.ts'
import { createDisclosures, type DisclosureMeans, type DisclosureOrder } from './disclosures.ts'
import { verifyPackage } from './package.ts'
import { STAMP } from './stamp.ts'
import { watermark } from './watermark.ts'

type Data = Awaited<ReturnType<typeof openWholeData>>
let data: Data
let jpeg: Buffer
beforeEach(async () => {
  data = await openWholeData()
  jpeg = await sharp({ create: { width: 320, height: 200, channels: 3, background: '#336699' } })
    .jpeg()
    .toBuffer()
})
afterEach(() => data.discard())

const disclosures = (over: Partial<DisclosureMeans> = {}) =>
  createDisclosures({
    ledger: data.ledger,
    store: data.store,
    vault: data.vault,
    holds: { passing: async () => null, image: async () => null },
    key: data.key,
    origin: 'rtcc.example',
    now: data.now,
    random,
    ...over,
  })
const keep = async (capturedAt: number) => {
  const id = uuid7(capturedAt, random)
  const ref = { id, angle: 1 as const, kind: 'scene' as const, sha256: sha256(jpeg), bytes: jpeg.byteLength }
  const vaultPut = data.vault.put
  data.vault.put = (image) => vaultPut(image, jpeg)
  const made = await data.keep(capturedAt, true, { images: [ref] })
  data.vault.put = vaultPut
  return made
}
const ask = () =>
  disclosures().record(
    { receivedAt: NOON, agency: 'Circuit Attorney', requester: 'J. Doe', asked: 'images' },
    'ann',
  )
const order = (request: string, reads: string[]): DisclosureOrder => ({
  request,
  basis: 'special-order',
  reference: '5-27 of 2026-02-01',
  purpose: 'prosecution of 26-001234',
  reads,
})
async function approved(reads: string[]): Promise<string> {
  const proposed = await disclosures().propose(order(await ask(), reads), 'ann')
  if (!proposed.ok) throw new Error(proposed.error)
  expect(await data.ledger.decideDisclosure(proposed.value.id, true, NOON, 'bob')).toBe('approved')
  return proposed.value.id
}
const lastUse = async () => (await data.ledger.uses(0, 99)).at(-1)

describe('disclosures', () => {
  it('promise 30: nothing is exported before a second person approved it', async () => {
    const { read } = await keep(NOON)
    const proposed = await disclosures().propose(order(await ask(), [read.id]), 'ann')
    const id = proposed.ok ? proposed.value.id : ''
    expect(await disclosures().export(id, 'ann')).toEqual({ ok: false, error: 'wrong-state' })
    expect(await data.ledger.decideDisclosure(id, true, NOON, 'ann')).toBe('same-person')
    expect(await lastUse()).toMatchObject({
      action: 'disclosure-approve',
      outcome: 'failure',
      detail: 'same-person',
    })
    const db = new Database(join(data.folder, 'ledger.db'))
    expect(() =>
      db.exec("UPDATE disclosure SET state = 'approved', decided_by = 'ann', decided_at = 1"),
    ).toThrow(/CHECK/)
    db.close()
    expect(await disclosures().export(id, 'ann')).toEqual({ ok: false, error: 'wrong-state' })
    expect(await data.ledger.decideDisclosure(id, false, NOON, 'bob')).toBe('refused')
    expect(await disclosures().export(id, 'ann')).toEqual({ ok: false, error: 'wrong-state' })
    expect(await disclosures().export(uuid7(NOON, random), 'ann')).toEqual({
      ok: false,
      error: 'unknown-disclosure',
    })
  })

  it('promise 18: the package is stamped everywhere, hashed, signed, and in the use log', async () => {
    const { read, image } = await keep(NOON)
    const id = await approved([read.id])
    const exported = await disclosures().export(id, 'carl')
    if (!exported.ok) throw new Error(exported.error)
    const { manifest, problems } = verifyPackage(exported.value.zip, data.key.publicKey)
    expect(problems).toEqual([])
    expect(manifest).toMatchObject({
      stamp: STAMP,
      agency: 'Circuit Attorney',
      basis: 'special-order',
      proposedBy: 'ann',
      approvedBy: 'bob',
      exportedBy: 'carl',
      reads: 1,
      missingImages: [],
    })
    expect(manifest?.files.at(-1)?.original).toEqual({ image, read: read.id, sha256: sha256(jpeg) })
    const files = unzipSync(exported.value.zip)
    const csv = strFromU8(files['reads.csv'] ?? new Uint8Array()).split('\r\n')
    expect(csv[1]).toContain(`"${STAMP}"`)
    expect(csv[1]).toContain('"AB12CD"')
    expect(strFromU8(files['reads.json'] ?? new Uint8Array())).toContain(STAMP)
    const picture = files[`images/${read.id}-1-scene.jpg`]
    const { width = 0, height = 0 } = await sharp(picture).metadata()
    expect(width).toBe(320)
    expect(height).toBeGreaterThan(200)
    const manifestSha256 = sha256(files['manifest.json'] ?? new Uint8Array())
    expect(await data.ledger.disclosure(id)).toMatchObject({
      exports: [{ by: 'carl', manifestSha256, zipSha256: sha256(exported.value.zip), images: 1, reads: 1 }],
    })
    expect(await lastUse()).toMatchObject({
      who: 'carl',
      action: 'disclosure-export',
      detail: `manifest SHA-256 ${manifestSha256}`,
    })
  })

  it('a package that was changed, added to, cut or signed by another does not verify', async () => {
    const { read } = await keep(NOON)
    const exported = await disclosures().export(await approved([read.id]), 'carl')
    if (!exported.ok) throw new Error(exported.error)
    const { zip } = exported.value
    const files = unzipSync(zip)
    const check = (entries: Record<string, Uint8Array>) =>
      verifyPackage(zipSync(entries), data.key.publicKey).problems
    expect(check({ ...files, 'reads.csv': Buffer.from('other') })).toEqual(['reads.csv was changed'])
    expect(check({ ...files, 'more.txt': Buffer.from('x') })).toEqual(['more.txt was added'])
    const { 'reads.json': _, ...without } = files
    expect(check(without)).toEqual(['reads.json is missing'])
    expect(check({ ...files, 'manifest.json': Buffer.from('{}') })[0]).toContain('not signed')
    expect(verifyPackage(zip, generateKeyPairSync('ed25519').publicKey).problems[0]).toContain('not signed')
    expect(verifyPackage(zip.subarray(0, 100), data.key.publicKey).problems[0]).toContain('no readable ZIP')
  })

  it('evidence whose day is gone comes from the hold; what is gone altogether is not disclosed', async () => {
    const { read, image, day } = await keep(daysOld(80))
    const passing = await data.store.passing(read.id)
    const id = await approved([read.id])
    await data.vault.destroyDay(day)
    await data.store.purgeDay(day)
    expect(await disclosures().export(id, 'carl')).toEqual({ ok: false, error: 'gone' })
    const holds = {
      passing: async () => passing,
      image: async (wanted: string) => (wanted === image ? jpeg : null),
    }
    const exported = await disclosures({ holds }).export(id, 'carl')
    expect(exported.ok && verifyPackage(exported.value.zip, data.key.publicKey).problems).toEqual([])
    expect(await disclosures().propose(order(await ask(), [read.id]), 'ann')).toMatchObject({ ok: false })
  })

  it('promise 30: a request that was refused stays on record, and nothing is disclosed on it', async () => {
    const { read } = await keep(NOON)
    const request = await ask()
    expect(await data.ledger.refuseRequest(request, 'no legal basis', NOON, 'bob')).toBe('refused')
    expect(await data.ledger.refuseRequest(request, 'again', NOON, 'bob')).toBe('wrong-state')
    expect(await disclosures().propose(order(request, [read.id]), 'ann')).toEqual({
      ok: false,
      error: 'wrong-state',
    })
    expect(await data.ledger.requests(null, 5)).toMatchObject([
      { id: request, refusedBecause: 'no legal basis' },
    ])
    const db = new Database(join(data.folder, 'ledger.db'))
    expect(() => db.exec('DELETE FROM outside_request')).toThrow('kept')
    db.close()
  })

  it('fails closed: an image that is not what was announced is never passed off as evidence', async () => {
    const { read } = await keep(NOON)
    const id = await approved([read.id])
    const vault = { get: async () => Buffer.from('another picture') }
    await expect(disclosures({ vault }).export(id, 'carl')).rejects.toThrow('not what its Read announced')
    expect((await data.ledger.disclosure(id))?.exports).toEqual([])
  })
})

describe('watermark', () => {
  it.each([
    [640, 480],
    [120, 60],
    [24, 12],
  ])('shows on a picture of %i by %i, whatever its brightness', async (width, height) => {
    for (const background of ['#000000', '#ffffff', '#808080']) {
      const plain = await sharp({ create: { width, height, channels: 3, background } })
        .jpeg()
        .toBuffer()
      const marked = await watermark(plain, STAMP, [STAMP, 'Disclosure 0190-1'])
      const { data: pixels, info } = await sharp(marked).raw().toBuffer({ resolveWithObject: true })
      expect(info.width).toBe(width)
      const level = Number.parseInt(background.slice(1, 3), 16)
      const picture = pixels.subarray(0, width * height * 3)
      const changed = picture.filter((value) => Math.abs(value - level) > 30).length / picture.length
      expect(changed).toBeGreaterThan(0.01)
      expect(changed).toBeLessThan(0.4)
      const strip = pixels.subarray(width * height * 3)
      expect(strip.some((value) => value > 200)).toBe(true)
    }
  })
  it('refuses what is no picture', async () => {
    await expect(watermark(Buffer.from('no picture'), STAMP, [])).rejects.toThrow()
  })
})
