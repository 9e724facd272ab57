import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsePage } from '@archway/shared/api/review'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { describePage } from '../web/src/chromium-test.fixture.ts'
import { type Browser, finishLogin, shownCode, signIn } from './browser.fixture.ts'
import { PATIENCE, shoot } from './office.fixture.ts'
import { fileOf, inPersonnel } from './personnel.fixture.ts'

/** A provider of the department's own is set up, and asked by nobody here. */
const withProvider = inPersonnel.override('settings', async ({ site: _ }, { onCleanup }) => {
  const folder = mkdtempSync(join(tmpdir(), 'provider-'))
  onCleanup(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'sso.secret')
  writeFileSync(file, 'a secret', { mode: 0o600 })
  const sso = { label: 'the city’s sign-in', issuer: 'https://login.example.org', clientId: 'archway' }
  return `http: { port: 0 }\nsso: ${JSON.stringify({ ...sso, clientSecretFile: file })}`
})

const lines = async (who: Browser, action: string) => {
  const { uses } = UsePage.parse(await (await who.get(`/api/uses?action=${action}&limit=100`)).json())
  return uses.map(({ who: by, subject, outcome, detail }) => [by, subject, outcome, detail])
}

describePage('what people sign in with, kept by IT', () => {
  withProvider(
    'a password that was forgotten: made on the page for a reason, shown once, good for one sign-in',
    PATIENCE,
    async ({ central, ito, ann, enter, open }) => {
      const url = central.serving.http
      const kim = await enter('kim', 'operator')
      const tab = await open(ito, '/people#person=kim')
      const { page } = tab
      await page.click('summary:has-text("Give another password")')
      const make = page.locator('button:has-text("Make a password")')
      const form = page.locator('form[aria-label="Give another password"]')
      await form.locator('[name=reason]').fill('no')
      expect(await make.isDisabled(), 'a reason is needed').toBe(true)
      await form.locator('[name=reason]').fill('forgot it, seen in person')
      await shoot(tab, 'people-give-password')

      // What was typed stays when the server does not answer, and nothing has ended.
      await page.route('**/api/people/kim/password', (route) => route.abort())
      await make.click()
      await page.waitForSelector('text=The server does not answer.')
      await page.unroute('**/api/people/kim/password')
      expect(await form.locator('[name=reason]').inputValue()).toBe('forgot it, seen in person')
      expect((await kim.get('/api/session')).status).toBe(200)

      await make.click()
      await page.waitForSelector('text=A password for kim')
      const password = (await page.textContent('.people-password code')) ?? ''
      expect(password).toMatch(/^[A-Za-z3-9]{20}$/)
      await page.waitForSelector('text=given, not their own yet')
      await shoot(tab, 'people-given-password')
      expect((await kim.get('/api/session')).status, 'signed out everywhere').toBe(401)
      await expect(finishLogin(url, 'kim', password)).rejects.toThrow('stands at password')
      await page.click('button:has-text("It is handed over")')
      await page.waitForSelector('summary:has-text("Give another password")')
      expect(await page.content(), 'shown once').not.toContain(password)
      expect(await lines(ann, 'person-password')).toContainEqual([
        'ito',
        'kim',
        'success',
        'forgot it, seen in person',
      ])
      await tab.close()
    },
  )

  withProvider(
    'an account is linked to the single sign-on and unlinked on the page, and one subject is one account',
    PATIENCE,
    async ({ ito, ann, enter, open }) => {
      for (const name of ['lee', 'pat']) await enter(name, 'operator')
      const tab = await open(ito, '/people#person=lee')
      const { page } = tab
      const fill = async (subject: string, reason: string) => {
        await page.click('summary:has-text("Link to the city’s sign-in")')
        const form = page.locator('form[aria-label="Link to the city’s sign-in"]')
        await form.locator('[name=subject]').fill(subject)
        await form.locator('[name=reason]').fill(reason)
        return form.locator('button:has-text("Link the account")')
      }
      await page.waitForSelector('text=not linked')
      const badly = await fill('l yoüng', 'the provider says so')
      await page.waitForSelector('text=at most 255 letters, digits and signs')
      expect(await badly.isDisabled(), 'nothing is sent that the server would refuse').toBe(true)
      await page.fill('[name=subject]', 'l.young')
      await shoot(tab, 'people-link')
      await badly.click()
      await page.waitForSelector('text=The account is linked to the single sign-on.')
      await shoot(tab, 'people-linked')
      expect((await fileOf(ann, 'lee')).sso.subject).toBe('l.young')

      await page.goto(`${new URL(page.url()).origin}/people#person=pat`)
      await page.reload()
      await (await fill('l.young', 'the same name')).click()
      await page.waitForSelector('text=That subject is linked to another account.')
      expect(await page.inputValue('[name=subject]')).toBe('l.young')

      await page.goto(`${new URL(page.url()).origin}/people#person=lee`)
      await page.reload()
      await page.click('summary:has-text("End the link to the single sign-on")')
      const ending = page.locator('form[aria-label="End the link to the single sign-on"]')
      await ending.locator('[name=reason]').fill('the provider is left')
      await shoot(tab, 'people-unlink')
      await ending.locator('button').click()
      await page.waitForSelector('text=The link to the single sign-on has ended.')
      expect((await fileOf(ann, 'lee')).sso.subject).toBeNull()
      const key = 'https://login.example.org l.young'
      expect((await lines(ann, 'person-link')).toReversed()).toEqual([
        ['ito', 'lee', 'success', `linked: ${key}; the provider says so`],
        ['ito', 'pat', 'failure', `taken: ${key}; the same name`],
        ['ito', 'lee', 'success', 'unlinked; the provider is left'],
      ])
      await tab.close()
    },
  )

  withProvider(
    'neither is offered for oneself, nor to who only reads; a sign-in of long ago is repeated first',
    PATIENCE,
    async ({ central, ito, ann, enter, open }) => {
      const url = central.serving.http
      await enter('off', 'officer')
      for (const [who, of] of [
        [ito, 'ito'],
        [ann, 'off'],
      ] as const) {
        const { page, close } = await open(who, `/people#person=${of}`)
        await page.waitForSelector('text=As it stands')
        await page.waitForSelector('text=not linked')
        expect(await page.locator('text=Give another password').count()).toBe(0)
        expect(await page.locator('text=Link to').count()).toBe(0)
        await close()
      }
      const password = await central.addPerson('ida', ['it-administrator'])
      const tab = await open(await signIn(url, 'ida', password), '/people#person=off')
      const { page } = tab
      await page.click('summary:has-text("Give another password")')
      await page.locator('form[aria-label="Give another password"] [name=reason]').fill('lost the note')
      const ledger = new Database(join(central.config.data, 'ledger.db'))
      ledger.exec("UPDATE session SET fresh_at = 0 WHERE person = 'ida'")
      ledger.close()
      await page.click('button:has-text("Make a password")')
      await page.waitForSelector('text=Password and second factor once more')
      expect(await lines(ann, 'person-password')).not.toContainEqual(expect.arrayContaining(['ida', 'off']))
      await page.fill('[name=password]', password)
      await page.fill('[name=code]', await shownCode(url, 'ida'))
      await page.click('text="Confirm"')
      await page.waitForSelector('.people-password code')
      expect(await lines(ann, 'person-password')).toContainEqual(['ida', 'off', 'success', 'lost the note'])
      await tab.close()
    },
  )
})
