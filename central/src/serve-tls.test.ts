import { request } from 'node:https'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAuthority } from './fleet/authority.ts'
import { codeAt } from './people/people.fixture.ts'
import { type Central, startCentral } from './serve.fixture.ts'

let central: Central
let ca: string

beforeAll(async () => {
  central = await startCentral(
    'http: { port: 0, host: 0.0.0.0, tls: own, metricsToken: abcdefghijklmnopqrstuvwxyz }\n',
  )
  ca = (await openAuthority(central.config.keys, central.config.certificates)).certificate
})
afterAll(() => central.close())

/** A request that trusts nothing but the units' authority. */
function ask(
  path: string,
  {
    method = 'GET',
    body = '',
    headers = {},
  }: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string; chain: string[] }> {
  const port = new URL(central.serving.http).port
  return new Promise((resolve, reject) => {
    const sent = request({ host: 'localhost', port, path, method, ca, headers, agent: false }, (answer) => {
      const chain: string[] = []
      const socket = answer.socket as import('node:tls').TLSSocket
      for (let one = socket.getPeerCertificate(true); one && !chain.includes(one.subject.CN as string); ) {
        chain.push(String(one.subject.CN))
        one = one.issuerCertificate
      }
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, chain }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

test('with our own authority: the whole chain is shown, the cookie is bound to the host and to TLS', async () => {
  const health = await ask('/healthz')
  expect(health.chain).toEqual(['localhost', 'Archway unit authority'])
  expect(health.headers['strict-transport-security']).toContain('max-age=31536000')
  expect(health.status).toBe(503)
  expect(JSON.parse(health.text)).toMatchObject({
    status: 'unwell',
    parts: { hotlist: 'none was imported yet', store: null },
  })

  const password = await central.addOperator('kim')
  const host = `localhost:${new URL(central.serving.http).port}`
  const post = (path: string, origin: string, body: object) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', host, origin },
      body: JSON.stringify(body),
    })
  const { digest } = JSON.parse((await ask('/api/login')).text) as { digest: string }
  const login = (origin: string) => post('/api/login', origin, { user: 'kim', password, banner: digest })
  expect((await login(`http://${host}`)).status).toBe(403)
  const begun = await login(`https://${host}`)
  expect(begun.headers['set-cookie']).toBeUndefined()
  const { ticket, secret } = JSON.parse(begun.text) as { ticket: string; secret: string }
  const code = codeAt(secret, Date.now())
  const done = await post('/api/login/code', `https://${host}`, { ticket, code })
  expect(done.status).toBe(200)
  expect(done.headers['set-cookie']).toEqual([
    expect.stringMatching(/^__Host-archway=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
  ])
})

test('metrics need the token where there is one, even from this machine', async () => {
  expect((await ask('/metrics')).status).toBe(403)
  expect((await ask('/metrics', { headers: { authorization: 'Bearer wrong' } })).status).toBe(403)
  const right = await ask('/metrics', { headers: { authorization: 'Bearer abcdefghijklmnopqrstuvwxyz' } })
  expect(right.status).toBe(200)
})

test('a page that is not built says so', async () => {
  const page = await ask('/', { headers: { accept: 'text/html' } })
  expect(page.status).toBe(503)
  expect(page.text).toContain('npm run build')
})
