import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildPage } from '../../web/src/built-page.fixture.ts'
import { chromiumMissing, launchChromium } from '../../web/src/chromium.fixture.ts'
import { accountRoutes } from '../api/account-routes.ts'
import { requireSession } from '../api/guard.ts'
import { loginRoutes } from '../api/login-routes.ts'
import { pageRoutes } from '../api/page.ts'
import { problemHandler } from '../api/problem.ts'
import { type Department, HOUR, MINUTE, openDepartment, PASSWORD } from './login.fixture.ts'
import { codeAt } from './people.fixture.ts'

/** The page as it is built, in a real Chromium, against the real routes: the whole way in. */
describe.skipIf(chromiumMissing !== null)(`signing in ${chromiumMissing ?? ''}`, { timeout: 90_000 }, () => {
  let built: Awaited<ReturnType<typeof buildPage>>
  let at: Department
  let server: Server
  let url: string
  let browser: Browser

  beforeAll(async () => {
    built = await buildPage()
    browser = await launchChromium()
    server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://localhost:${(server.address() as AddressInfo).port}`
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    server?.closeAllConnections()
    server?.close()
    await built?.remove()
  })
  beforeEach(async () => {
    at = await openDepartment()
    await at.add('ito', ['it-administrator'])
    // The page asks the server for the time, so the clock of this test is that of the browser.
    at.now = Date.now()
    const training = { person: 'ito', course: 'ALPR', trainer: 'Sgt. Hill', takenAt: at.now - HOUR }
    await at.ledger.recordTraining(training, at.now, 'it')
    const now = () => at.now
    const policyBook = { current: () => ({ n: 1, version: 'test', policy: at.policy }) }
    const means = { ...at.people, ledger: at.ledger, policyBook, ssoLabel: null, now, secure: false }
    const app = express()
      .use('/api', loginRoutes(means))
      .use('/api', requireSession(at.people.sessions, { secure: false, extend: true }))
      .use('/api', accountRoutes(means))
      .use(pageRoutes(built.site, null))
      .use(problemHandler((error) => expect.unreachable(String(error))))
    server.removeAllListeners('request')
    server.on('request', app)
    return () => at.close()
  })

  test('enrols, signs a new order, adds a passkey after proving anew, and gets in with it', async () => {
    at.policy = { ...at.policy, specialOrder: { ...at.policy.specialOrder, version: '2' } }
    const page = await browser.newPage()
    page.setDefaultTimeout(30_000)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    })
    const enter = async () => {
      await page.fill('[name=user]', 'ito')
      await page.fill('[name=password]', PASSWORD)
      await page.click('text=Accept and sign in')
    }
    await page.goto(url)
    await enter()
    const secret = (await page.textContent('.login-secret'))?.replaceAll(' ', '') ?? ''
    await page.fill('[name=code]', codeAt(secret, at.now))
    await page.click('text=Confirm and sign in')
    await page.fill('[name=signature]', 'Ito Lee')
    await page.click('text=Sign the receipt')
    await page.waitForSelector('text=No alerts for this account')

    await page.click('a[href="/account"]')
    at.now += 6 * MINUTE
    await page.fill('[name=label]', 'this laptop')
    await page.click('text=Add a passkey')
    await page.waitForSelector('text=Password and second factor once more')
    await page.fill('[name=password]', PASSWORD)
    await page.fill('[name=code]', codeAt(secret, at.now))
    await page.click('text=Confirm')
    await page.waitForSelector('text=once more', { state: 'detached' })
    await page.click('text=Add a passkey')
    await page.waitForSelector('text=this laptop, since')

    await page.click('text=Back')
    await page.click('text=Sign out')
    await enter()
    await page.click('text=Use a passkey')
    await page.waitForSelector('text=No alerts for this account')
    expect((await at.uses()).filter((line) => line.startsWith('ito login'))).toEqual([
      'ito login success code, enrolled',
      'ito login-again success ',
      'ito login success passkey',
    ])
    await page.close()
  })
})
