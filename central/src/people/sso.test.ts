import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sha256 } from '@archway/shared/signing'
import express from 'express'
import Provider from 'oidc-provider'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ssoRoutes } from '../api/sso-routes.ts'
import { DESK, type Department, openDepartment, whyOf } from './login.fixture.ts'
import { bannerOf } from './login.ts'
import { createSingleSignOn, subjectKey } from './sso.ts'

/** A real OpenID provider, and beside it central's routes; the test is the browser that goes between them. */
let providerServer: Server
let issuer: string
let own: Server
let url: string
let at: Department
let faults: unknown[]

const listen = async (server: Server) => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  own = createServer()
  url = await listen(own)
  providerServer = createServer()
  issuer = await listen(providerServer)
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'archway', client_secret: 'secret', redirect_uris: [`${url}/api/sso/callback`] }],
    cookies: { keys: ['test'] },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    features: { devInteractions: { enabled: true } },
  })
  providerServer.on('request', provider.callback())
})
afterAll(() => {
  providerServer.close()
  own.close()
})

beforeEach(async () => {
  at = await openDepartment()
  await at.add('kim', ['operator'])
  faults = []
  own.removeAllListeners('request')
  own.on('request', express().use('/api/sso', ssoRoutes(signOn('secret'), false)))
})
afterEach(() => at.close())

const signOn = (clientSecret: string, provider = issuer) =>
  createSingleSignOn({
    settings: { issuer: provider, clientId: 'archway', clientSecret },
    ledger: at.ledger,
    login: at.people.login,
    now: () => at.now,
    random: (into) => crypto.getRandomValues(into),
    onFault: (error) => faults.push(error),
  })

/** Follows redirects and fills in the provider's forms as `user`. @returns where it stopped */
async function browse(from: string, user: string): Promise<string> {
  const jars = new Map<string, Map<string, string>>()
  const go = async (to: string, form?: Record<string, string>) => {
    const jar = jars.get(new URL(to).host) ?? new Map<string, string>()
    jars.set(new URL(to).host, jar)
    const answer = await fetch(to, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return answer
  }
  let here = from
  let answer = await go(here)
  for (let hops = 0; hops < 20; hops++) {
    const location = answer.headers.get('location')
    if (location) {
      here = new URL(location, here).href
      if (new URL(here).hash) return here
      answer = await go(here)
    } else {
      const page = await answer.text()
      const action = /action="([^"]+)"/.exec(page)?.[1]
      if (!action) throw new Error(`stuck at ${here}: ${answer.status} ${page.slice(0, 300)}`)
      const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? 'login'
      here = new URL(action, here).href
      answer = await go(here, { prompt, login: user, password: 'any' })
    }
  }
  throw new Error('too many hops')
}

const start = () => `${url}/api/sso/start?banner=${bannerOf(at.policy).digest}`

test('a linked account comes back with a ticket whose second factor is still asked for', async () => {
  await at.ledger.linkSubject('kim', subjectKey(issuer, 'k.lee'), at.now, 'it')
  const end = await browse(start(), 'k.lee')
  expect(end).toMatch(/\/#login=[\w-]{43}$/)
  const back = { ...DESK, agent: sha256('node') }
  expect(whyOf(await at.people.login.step(end.split('=')[1] ?? '', back))).toBe('enrol')
  expect(whyOf(await at.people.login.step(end.split('=')[1] ?? '', DESK))).toBe('ticket')
  expect(faults).toEqual([])
})

test('a subject that nobody linked, a disabled account and an unread banner are let in nowhere', async () => {
  expect(await browse(start(), 'stranger')).toMatch(/#login-refused=unlinked$/)
  expect((await at.uses()).at(-1)).toContain('no account is linked')
  await at.ledger.linkSubject('kim', subjectKey(issuer, 'k.lee'), at.now, 'it')
  expect(await browse(`${url}/api/sso/start?banner=${'f'.repeat(64)}`, 'k.lee')).toMatch(/refused=refused$/)
  await at.ledger.disablePerson('kim', 'left', at.now, 'it')
  expect(await browse(start(), 'k.lee')).toMatch(/refused=refused$/)
})

test('what another browser began, or nobody, is not finished', async () => {
  const answer = await fetch(`${url}/api/sso/callback?code=x&state=y`, { redirect: 'manual' })
  expect(answer.headers.get('location')).toBe('/#login-refused=unknown-state')
  const sso = signOn('secret')
  const begun = await sso.start(bannerOf(at.policy).digest, { address: '', agent: 'a', origin: url })
  const state = begun.ok ? begun.value.state : ''
  const place = { address: '', agent: 'a', origin: url }
  expect(await sso.finish(state, `?code=forged&state=${state}`, place)).toEqual({
    ok: false,
    error: 'provider',
  })
  expect(await sso.finish(state, `?code=forged&state=${state}`, place)).toEqual({
    ok: false,
    error: 'unknown-state',
  })
})

test('a provider that is away is said to be, and is asked again the next time', async () => {
  const sso = signOn('secret', 'http://127.0.0.1:1')
  const place = { address: '', agent: 'a', origin: url }
  expect(await sso.start('x', place)).toEqual({ ok: false, error: 'provider' })
  expect(faults).toHaveLength(1)
})
