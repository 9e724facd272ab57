import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumMissing, launchChromium } from '../../web/src/chromium.fixture.ts'
import { DESK, type Department, HOUR, openDepartment, PASSWORD, stepOf, whyOf } from './login.fixture.ts'
import type { LoginPlace } from './login.ts'

type Json = Record<string, unknown>

/** Passkeys made and used by a real Chromium with an authenticator of its own. */
describe.skipIf(chromiumMissing !== null)(`passkeys ${chromiumMissing ?? ''}`, { timeout: 60_000 }, () => {
  let server: Server
  let browser: Browser
  let page: Page
  let at: Department
  let here: LoginPlace

  beforeAll(async () => {
    server = createServer((_request, response) => response.end('<title>here</title>')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    here = { ...DESK, origin: `http://localhost:${(server.address() as AddressInfo).port}` }
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    server.close()
  })
  beforeEach(async () => {
    at = await openDepartment()
    await at.add('kim', ['operator'])
    await at.signIn('kim', here)
    page = await browser.newPage()
    await page.goto(here.origin)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    } as const
    await devtools.send('WebAuthn.addVirtualAuthenticator', { options })
  })
  afterEach(async () => {
    await page.close()
    await at.close()
  })

  // As text: the types of this project know no browser.
  const create = (options: Json) =>
    page.evaluate<Json>(`(async () => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)})
      return (await navigator.credentials.create({ publicKey })).toJSON()
    })()`)
  const show = (options: Json) =>
    page.evaluate<Json>(`(async () => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)})
      return (await navigator.credentials.get({ publicKey })).toJSON()
    })()`)

  const add = async () => {
    const options = await at.people.passkeys.begin({ name: 'kim', displayName: 'Kim Lee' }, here)
    const made = await create(options ?? {})
    return { made, outcome: await at.people.passkeys.add('kim', 'desk 4', made, here) }
  }
  const begin = async () => {
    const step = stepOf(await at.begin('kim', PASSWORD, here))
    if (step.step !== 'factor' || step.passkey === null) throw new Error('no passkey is asked for')
    return { ticket: step.ticket, options: step.passkey }
  }

  test('a passkey is the second factor; its answer counts once, and at this site only', async () => {
    const { made, outcome } = await add()
    expect(outcome).toBe('added')
    expect(await at.people.passkeys.add('kim', 'again', made, here)).toBe('refused')
    const first = await begin()
    const shown = await show(first.options)
    expect(whyOf(await at.people.login.passkey(first.ticket, shown, here))).toBe('done')
    expect((await at.uses()).at(-1)).toContain('kim login success passkey')

    const second = await begin()
    expect(whyOf(await at.people.login.passkey(second.ticket, shown, here))).toBe('wrong-factor')
    expect(whyOf(await at.people.login.passkey(second.ticket, await show(second.options), here))).toBe(
      'ticket',
    )
    const third = await begin()
    const elsewhere = { ...here, origin: 'http://localhost:1' }
    expect(whyOf(await at.people.login.passkey(third.ticket, await show(third.options), elsewhere))).toBe(
      'wrong-factor',
    )
  })

  test('it also proves anew who somebody is, with the password', async () => {
    await add()
    const { token } = await at.signIn('kim', here)
    at.now += HOUR / 4
    const prove = async (password: string) => {
      const options = await at.people.reauthentication.challenge('kim', here)
      return at.people.reauthentication.prove(
        'kim',
        token,
        { password, passkey: await show(options ?? {}) },
        here,
      )
    }
    expect(await prove('wrong')).toEqual({ ok: false, error: 'wrong-factor' })
    expect(await prove(PASSWORD)).toEqual({ ok: true, value: null })
  })

  test('at a bare address there is none; a disabled account has none left', async () => {
    await add()
    const bare = { ...here, origin: 'http://127.0.0.1:8080' }
    expect(stepOf(await at.begin('kim', PASSWORD, bare))).toMatchObject({
      step: 'factor',
      code: true,
      passkey: null,
    })
    expect(await at.people.passkeys.begin({ name: 'kim', displayName: 'Kim' }, bare)).toBeNull()
    await at.ledger.disablePerson('kim', 'left', at.now, 'it')
    expect(await at.ledger.factors('kim')).toEqual({ totp: null, passkeys: [] })
  })
})
