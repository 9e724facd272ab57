import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EnrolReply, EnrolRequest } from '@archway/shared/enrolment'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TestAuthority, testAuthority } from './authority.fixture.ts'
import { parseCentralUrl } from './central-url.ts'
import { enroll } from './enroll.ts'
import { readIdentity } from './identity.ts'

const SECRET = 'abcdefghijklmnopqrstuvwxyz012345'

let folder: string
let state: string
let authority: TestAuthority
let servers: Server[]
let received: string[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enroll-'))
  state = join(folder, 'state')
  authority = await testAuthority()
  servers = []
  received = []
})
afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  rmSync(folder, { recursive: true, force: true })
})

const codeFor = (device: string, fingerprint = authority.fingerprint) => `${device}.${SECRET}.${fingerprint}`

/** Central's answer to POST /api/enrol, as `change` makes it. */
function central(change: (reply: EnrolReply) => unknown = (reply) => reply, status = 200): RequestListener {
  const signingKey = generateKeyPairSync('ed25519')
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString()
  return (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      received.push(`${request.method} ${request.url} ${body}`)
      const { code, csr } = EnrolRequest.parse(JSON.parse(body))
      const device = code.split('.')[0] ?? ''
      void authority.certify(csr, device).then((certificate) => {
        const ca = authority.certificate
        const reply = { device, certificate, ca, signingKey, broker: 'mqtts://localhost:8883' }
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(change(reply)))
      })
    })
  }
}

async function listen(server: Server, scheme: string): Promise<string> {
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const overHttp = (handler: RequestListener) => listen(createHttpServer(handler), 'http')

async function overHttps(handler: RequestListener, by = authority, showsAuthority = true): Promise<string> {
  const { key, certificate } = await by.server()
  const cert = showsAuthority ? `${certificate}\n${by.certificate}` : certificate
  return listen(createHttpsServer({ key, cert }, handler), 'https')
}

const run = (address: string, code = codeFor('unit-7'), replace = false) =>
  enroll({ central: address, code, state, replace })

describe('enrolment', () => {
  it.each([
    ['http on this machine', () => overHttp(central())],
    ['https by the authority of the code', () => overHttps(central())],
  ])('gives a unit its identity over %s', async (_way, start) => {
    expect(await run(await start())).toEqual({
      ok: true,
      value: { device: 'unit-7', broker: 'mqtts://localhost:8883' },
    })
    const identity = readIdentity(state)
    if (!identity.ok) throw new Error(identity.error)
    expect(identity.value).toMatchObject({ device: 'unit-7', broker: 'mqtts://localhost:8883' })
    expect(identity.value.validUntil).toBeGreaterThan(Date.now())
    const certificate = new X509Certificate(identity.value.certificate)
    expect(certificate.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true)
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
  })

  it('keeps the key here, readable by its owner only', async () => {
    await run(await overHttp(central()))
    const path = join(state, 'identity', 'device.key')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const [secretPart = ''] = readFileSync(path, 'utf8').split('\n').slice(1)
    expect(received.length).toBe(1)
    expect(received[0]).not.toContain(secretPart)
    expect(received[0]).toContain('POST /api/enrol')
  })

  it('shows the code to nobody who is not the central of the code', async () => {
    const impostor = await testAuthority('Impostor')
    const outcome = await run(await overHttps(central(), impostor))
    expect(outcome.ok).toBe(false)
    expect(received).toEqual([])
    expect(existsSync(state)).toBe(false)
  })

  it('shows it to no server that only hands out the right authority without being certified by it', async () => {
    const impostor = await testAuthority('Impostor')
    const { key, certificate } = await impostor.server()
    const address = await listen(
      createHttpsServer({ key, cert: `${certificate}\n${authority.certificate}` }, central()),
      'https',
    )
    expect((await run(address)).ok).toBe(false)
    expect(received).toEqual([])
  })

  it('believes no answer of another authority, for another unit or key, or without TLS', async () => {
    const other = await testAuthority('Other')
    const stolen = await other.device('unit-7')
    const own = await authority.device('unit-7')
    for (const [change, complaint] of [
      [(reply: EnrolReply) => ({ ...reply, ca: other.certificate }), /authority is not the one/],
      [
        (reply: EnrolReply) => ({ ...reply, certificate: stolen.certificate }),
        /not signed by that authority/,
      ],
      [(reply: EnrolReply) => ({ ...reply, certificate: own.certificate }), /for another key/],
      [(reply: EnrolReply) => ({ ...reply, device: 'unit-8' }), /for another unit/],
      [(reply: EnrolReply) => ({ ...reply, signingKey: 'no key' }), /cannot be read/],
      [(reply: EnrolReply) => ({ ...reply, broker: 'mqtt://localhost' }), /no broker with TLS/],
      [(reply: EnrolReply) => ({ ...reply, surprise: 1 }), /does not know/],
    ] as const) {
      const outcome = await run(await overHttp(central(change)))
      expect(outcome.ok ? 'accepted' : outcome.error).toMatch(complaint)
      expect(existsSync(state)).toBe(false)
    }
  })

  it("passes on central's reason when it refuses", async () => {
    const problem = { type: 'about:blank', title: 'Refused', status: 403, detail: 'The code has expired.' }
    const outcome = await run(await overHttp(central(() => problem, 403)))
    expect(outcome).toEqual({ ok: false, error: 'central refused (403): The code has expired.' })
  })

  it('says what is wrong before anything is sent, and never the secret', async () => {
    const address = await overHttp(central())
    const outcomes = [
      await run('http://central.example', codeFor('unit-7')),
      await run('ftp://127.0.0.1'),
      await run('central'),
      await run(address, `unit-7.${SECRET}`),
      await run('http://127.0.0.1:1'),
    ]
    for (const outcome of outcomes) {
      expect(outcome.ok).toBe(false)
      expect(JSON.stringify(outcome)).not.toContain(SECRET)
    }
    expect(received).toEqual([])
  })

  it('gives up an identity only when told to, and then as a whole', async () => {
    await run(await overHttp(central()))
    const before = readFileSync(join(state, 'identity', 'device.key'), 'utf8')
    const again = await run(await overHttp(central()))
    expect(again.ok ? '' : again.error).toMatch(/--replace/)
    expect(readFileSync(join(state, 'identity', 'device.key'), 'utf8')).toBe(before)
    expect((await run(await overHttp(central()), codeFor('unit-9'), true)).ok).toBe(true)
    expect(readFileSync(join(state, 'identity', 'device.key'), 'utf8')).not.toBe(before)
    expect(readIdentity(state)).toMatchObject({ ok: true, value: { device: 'unit-9' } })
    expect(readdirSync(state)).toEqual(['identity'])
  })
})

it('says of a box that is not enrolled what to do', () => {
  expect(readIdentity(state)).toMatchObject({
    ok: false,
    error: expect.stringContaining('archway-edge enroll'),
  })
})

it('lets http go no further than this machine', () => {
  for (const fine of [
    'https://central.example',
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://[::1]:80',
  ]) {
    expect(parseCentralUrl(fine).ok).toBe(true)
  }
  for (const not of [
    'http://10.0.0.1',
    'http://127.0.0.1.evil.example',
    'http://localhost.example',
    'file:///x',
  ]) {
    expect(parseCentralUrl(not).ok).toBe(false)
  }
})
