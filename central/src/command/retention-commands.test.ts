import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicPem } from '../audit/audit-key.ts'
import { settleCertificates } from '../retention/certificate-files.ts'
import { daysOld, openWholeData } from '../retention/retention.fixture.ts'
import { sweep } from '../retention/sweep.ts'
import { verifyCertificate } from './retention-commands.ts'

let folder: string
let data: Awaited<ReturnType<typeof openWholeData>>
let certificate: string
const key = () => join(folder, 'public.pem')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  data = await openWholeData()
  await data.keep(daysOld(90), true)
  await sweep(data.means())
  await settleCertificates(data.ledger, [join(folder, 'out')], data.key.publicKey)
  certificate = join(folder, 'out', readdirSync(join(folder, 'out'))[0] ?? '')
  writeFileSync(key(), publicPem(data.key.publicKey))
})
afterAll(async () => {
  await data.discard()
  rmSync(folder, { recursive: true })
})

function verify(file: string, keyFile = key()) {
  const said: string[] = []
  const code = verifyCertificate(
    { file, key: keyFile },
    {
      out: (text) => said.push(text),
      err: (text) => said.push(text),
      secret: () => Promise.reject(new Error('nobody to ask')),
    },
  )
  return { code, said: said.join('\n') }
}

describe('retention verify', () => {
  it('promise 15: shows what a certificate says, with nothing but the file and the public key', () => {
    const { code, said } = verify(certificate)
    expect(code).toBe(0)
    expect(said).toContain('everything of 2025-12-01')
    expect(said).toContain('1 reads, 1 hits, 1 alerts, 4 images')
    expect(said).toContain('none of 1 keys opens it')
    expect(said).toContain('does not prove')
  })

  it.each([
    ['another count', (text: string) => text.replace('"reads":1', '"reads":0'), /forged/],
    [
      'a later time of destruction',
      (text: string) => text.replace(/"destroyedAt":1/, '"destroyedAt":9'),
      /forged/,
    ],
    [
      'a statement that promises more',
      (text: string) => text.replace('does not prove', 'does prove'),
      /unreadable/,
    ],
    ['a cut', (text: string) => text.slice(0, -30), /unreadable/],
  ])('refuses a certificate with %s', (_, change, what) => {
    const file = join(folder, 'changed.json')
    writeFileSync(file, change(readFileSync(certificate, 'utf8')))
    const { code, said } = verify(file)
    expect(code).toBe(1)
    expect(said).toMatch(what)
    expect(said).toContain('DOES NOT VERIFY')
  })

  it('refuses another key, and what is no key', () => {
    const other = join(folder, 'other.pem')
    writeFileSync(other, publicPem(generateKeyPairSync('ed25519').publicKey))
    expect(verify(certificate, other)).toMatchObject({ code: 1, said: expect.stringContaining('forged') })
    expect(verify(certificate, certificate)).toMatchObject({ code: 2 })
    expect(verify(join(folder, 'none'))).toMatchObject({ code: 2 })
  })

  it('handed out again nothing changes; a file that is no certificate of this key is named', async () => {
    const out = join(folder, 'out')
    expect(await settleCertificates(data.ledger, [out], data.key.publicKey)).toEqual([])
    expect(readdirSync(out)).toHaveLength(1)
    writeFileSync(join(out, '2026-01-01-day-0.certificate.json'), '{}')
    expect(await settleCertificates(data.ledger, [out], data.key.publicKey)).toHaveLength(1)
    expect(await data.ledger.certificates(0, 9)).toHaveLength(1)
  })
})
