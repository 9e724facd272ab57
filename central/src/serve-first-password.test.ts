import { expect } from 'vitest'
import { describePage, openTab } from '../web/src/chromium-test.fixture.ts'
import { inOffice, PATIENCE, shoot } from './office.fixture.ts'
import { codeAt } from './people/people.fixture.ts'

const OWN = 'quiet river of stones'

describePage('a password that was given', () => {
  inOffice(
    'is changed by the person at the first sign-in, before anything else is shown',
    PATIENCE,
    async ({ central, browser }) => {
      const url = central.serving.http
      const given = await central.addPerson('kim', ['operator'], 'password')
      const { page, close } = await openTab(browser)
      await page.goto(url)
      await page.fill('[name=user]', 'kim')
      await page.fill('[name=password]', given)
      await page.click('text=Accept and sign in')
      const secret = (await page.locator('.login-secret').textContent())?.replaceAll(' ', '') ?? ''
      await page.fill('[name=code]', codeAt(secret, Date.now()))
      await page.click('text=Confirm and sign in')

      await page.waitForSelector('text=Choose your own password')
      await shoot({ page }, 'first-password')
      const set = page.locator('text="Set my password"')
      const type = async (password: string, again = password) => {
        await page.fill('[name=new-password]', password)
        await page.fill('[name=again]', again)
      }
      await type(OWN, 'quiet river of sand')
      await page.waitForSelector('text=The two are not the same yet.')
      expect(await set.isDisabled()).toBe(true)
      await type('too short')
      expect(await set.isDisabled()).toBe(true)
      // What the server refuses is said, and what was typed stays.
      await type(given)
      await set.click()
      await page.waitForSelector('text=it is the one that you were given')
      expect(await page.inputValue('[name=again]')).toBe(given)
      await shoot({ page }, 'first-password-refused')
      await page.route('**/api/login/password', (route) => route.abort())
      await type(OWN)
      await set.click()
      await page.waitForSelector('text=The server does not answer.')
      await page.unroute('**/api/login/password')
      await set.click()
      await page.waitForSelector('text=● Live')

      await page.click('text=Sign out')
      await page.fill('[name=user]', 'kim')
      await page.fill('[name=password]', given)
      await page.click('text=Accept and sign in')
      await page.waitForSelector('text=The user name or the password is wrong.')
      await page.fill('[name=password]', OWN)
      await page.click('text=Accept and sign in')
      await page.waitForSelector('text=Second factor')
      await close()
    },
  )
})
