import { join } from 'node:path'
import { Roster } from '@archway/shared/api/people'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { describePage } from '../web/src/chromium-test.fixture.ts'
import { finishLogin, shownCode, signIn } from './browser.fixture.ts'
import { PATIENCE, shoot } from './office.fixture.ts'
import { fileOf, inPersonnel, says } from './personnel.fixture.ts'

describePage('people', () => {
  inPersonnel(
    'promise 24: an account from its first password to the leaver, made and ended on the page',
    PATIENCE,
    async ({ central, ito, ann, open }) => {
      const url = central.serving.http
      const tab = await open(ito, '/people')
      const { page } = tab
      await says(page, 'All accounts (')
      await page.click('button:has-text("New account")')
      const make = page.locator('button:has-text("Make the account")')
      await page.fill('[name=name]', 'Lee Young')
      await says(page, 'a user name has lower-case letters')
      expect(await make.isDisabled(), 'nothing is sent that the server would refuse').toBe(true)
      await page.fill('[name=name]', 'lyoung')
      await page.fill('[name=displayName]', 'Lee Young')
      await page.fill('[name=badge]', 'D-4711')
      await page.check('[name=role][value=operator]')
      await shoot(tab, 'people-new')

      // What was typed stays when the server does not answer.
      await page.route('**/api/people', (route) => route.abort())
      await make.click()
      await says(page, 'The server does not answer.')
      await page.unroute('**/api/people')
      expect(await page.inputValue('[name=displayName]')).toBe('Lee Young')
      await make.click()
      await says(page, 'The account lyoung is made')
      const password = (await page.textContent('.people-password code')) ?? ''
      expect(password.length).toBeGreaterThan(11)
      await shoot(tab, 'people-password')
      await page.click('text=open the file of lyoung')
      await says(page, 'No training is on record; nobody signs in without one.')

      await page.click('summary:has-text("Record a training")')
      await page.fill('[name=course]', 'ALPR, basic')
      await page.fill('[name=trainer]', 'Sgt. Hill')
      await page.fill('[name=taken]', '2026-01-15')
      await shoot(tab, 'people-file-new')
      await page.click('button:has-text("Record the training")')
      await says(page, 'The training is recorded.')
      await page.waitForSelector('td:has-text("Jan 15, 2026")')
      await page.click('summary:has-text("Record a receipt on paper")')
      await page.fill('[name=signature]', 'L. Young')
      await page.click('button:has-text("Record the receipt")')
      await says(page, 'The receipt is recorded.')
      expect(await fileOf(ann, 'lyoung')).toMatchObject({
        hasOrder: true,
        trainings: [{ course: 'ALPR, basic', takenAt: Date.UTC(2026, 0, 15, 6), recordedBy: 'ito' }],
      })
      // It enrols a factor, and opens no session before it is changed for one of their own.
      await expect(finishLogin(url, 'lyoung', password)).rejects.toThrow('stands at password')

      await page.selectOption('select[name=role]', 'supervisor')
      await page.click('text="Grant it"')
      await says(page, 'The role is granted.')
      await page.click('button:has-text("End RTCC operator")')
      await page.click('button:has-text("Yes, end it")')
      await says(page, 'The role is ended.')
      await page.reload()
      await says(page, 'authenticator app')
      await page.waitForSelector('.person-points >> text=password not their own yet')
      await page.click('button:has-text("Reset the second factor")')
      await page.click('button:has-text("Yes, reset it")')
      await says(page, 'The second factor is void.')
      await says(page, 'none enrolled')
      await shoot(tab, 'people-file')
      expect((await fileOf(ann, 'lyoung')).roles).toEqual(['supervisor'])

      await page.click('summary:has-text("Leaves the department")')
      await page.fill('form[aria-label="Leaves the department"] [name=reason]', 'transfers to the county')
      const end = page.locator('button:has-text("Disable the account")')
      await page.fill('[name=confirm]', 'lyong')
      expect(await end.isDisabled(), 'another name confirms nothing').toBe(true)
      await page.fill('[name=confirm]', 'lyoung')
      await shoot(tab, 'people-leaver')
      await end.click()
      await says(page, 'This account is disabled')
      await shoot(tab, 'people-disabled')
      expect(await fileOf(ann, 'lyoung')).toMatchObject({
        roles: [],
        disablings: [{ by: 'ito', reason: 'transfers to the county', until: null }],
      })
      await page.click('button:has-text("Enable the account")')
      await says(page, 'The account can sign in again.')
      await tab.close()
    },
  )

  inPersonnel(
    'a lock is released, and the roster is shown as it stood on an earlier day',
    PATIENCE,
    async ({ central, ito, open, enter }) => {
      const url = central.serving.http
      await enter('kim', 'supervisor')
      for (let n = 0; n < 5; n += 1) await finishLogin(url, 'kim', 'not her password').catch(() => {})
      const tab = await open(ito, '/people')
      const { page } = tab
      await page.check('text=To look into (')
      await page.fill('[name=find]', 'D-KIM')
      await page.waitForSelector('.person-points >> text=locked')
      await shoot(tab, 'people-locked')
      await page.click('a:has-text("kim")')
      await says(page, 'This account is locked')
      await page.click('text=Release the lock')
      await says(page, 'The lock is released.')
      await page.waitForSelector('text=This account is locked', { state: 'detached' })
      expect((await fileOf(ito, 'kim')).lockedAt).toBeNull()

      await page.click('text=To the roster')
      await page.fill('[name=as-of]', '2026-01-15')
      await says(page, 'Nobody had an account then')
      const { people } = Roster.parse(await (await ito.get('/api/people')).json())
      expect(people.map(({ name }) => name)).toContain('kim')

      // A failed answer is neither an empty roster nor one that loads.
      await page.route('**/api/people/standings', (route) => route.fulfill({ status: 503, body: '{}' }))
      await page.reload()
      await says(page, 'The server refused: status 503')
      expect(await page.locator('text=Loading…').count()).toBe(0)
      await page.unroute('**/api/people/standings')
      await page.click('text="Try again"')
      await says(page, 'All accounts (')
      await tab.close()
    },
  )

  inPersonnel(
    'a supervisor records a training by user name and sees no roster; an operator has no door',
    PATIENCE,
    async ({ ito, ann, open, enter }) => {
      const sue = await enter('sue', 'supervisor')
      const tab = await open(sue, '/people')
      const { page } = tab
      await says(page, 'Record a training or a receipt')
      expect(await page.locator('text=Roster').count()).toBe(0)
      await page.fill('[name=person]', 'ann')
      await page.fill('[name=course]', 'ALPR, anew')
      await page.fill('[name=trainer]', 'Sgt. Hill')
      await page.fill('[name=taken]', '2026-02-01')
      await shoot(tab, 'people-record')
      await page.click('text="Record the training"')
      await says(page, 'ann: The training is recorded.')
      expect((await fileOf(ito, 'ann')).trainings).toMatchObject([{ recordedBy: 'sue' }, {}])
      await page.fill('[name=person]', 'nobody')
      await page.fill('[name=signature]', 'No Body')
      await page.click('text="Record the receipt"')
      await says(page, 'There is no such person.')
      await tab.close()

      // The auditor reads, and is offered nothing to change.
      const reading = await open(ann, '/people#person=sue')
      await says(reading.page, 'As it stands')
      expect(await reading.page.locator('text=Leaves the department').count()).toBe(0)
      await reading.close()
      const olga = await open(await enter('olga', 'operator'), '/people')
      await says(olga.page, '● Live')
      await olga.close()
    },
  )

  inPersonnel(
    'a privileged act asks for password and second factor once more, and then goes on with what was typed',
    PATIENCE,
    async ({ central, ann, open }) => {
      const url = central.serving.http
      const password = await central.addPerson('ida', ['it-administrator'])
      const tab = await open(await signIn(url, 'ida', password), '/people#person=ann')
      const { page } = tab
      await says(page, 'As it stands')
      const ledger = new Database(join(central.config.data, 'ledger.db'))
      ledger.exec("UPDATE session SET fresh_at = 0 WHERE person = 'ida'")
      ledger.close()
      await page.click('summary:has-text("Record a training")')
      await page.fill('[name=course]', 'ALPR, advanced')
      await page.fill('[name=trainer]', 'Sgt. Hill')
      await page.fill('[name=taken]', '2026-03-01')
      await page.click('button:has-text("Record the training")')
      await says(page, 'Password and second factor once more')
      await page.fill('[name=password]', 'not her password')
      await page.fill('[name=code]', '000000')
      await shoot(tab, 'people-again')
      await page.click('text="Confirm"')
      await says(page, 'The server refused')
      expect(await page.inputValue('[name=course]')).toBe('ALPR, advanced')
      expect(await page.inputValue('[name=password]')).toBe('not her password')
      expect(await page.inputValue('[name=code]'), 'a code is never sent twice').toBe('')
      await page.fill('[name=password]', password)
      await page.fill('[name=code]', await shownCode(url, 'ida'))
      await page.click('text="Confirm"')
      await says(page, 'The training is recorded.')
      const { trainings } = await fileOf(ann, 'ann')
      expect(trainings.map(({ course, recordedBy }) => [course, recordedBy])).toContainEqual([
        'ALPR, advanced',
        'ida',
      ])
      await tab.close()
    },
  )
})
