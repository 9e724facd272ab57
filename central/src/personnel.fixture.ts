import { PersonFile } from '@archway/shared/api/people'
import type { Page } from 'playwright-core'
import type { Browser } from './browser.fixture.ts'
import { inOffice } from './office.fixture.ts'

/** Ito keeps the accounts; ann audits. */
export const inPersonnel = inOffice
  .extend('ito', { scope: 'file' }, ({ enter }) => enter('ito', 'it-administrator'))
  .extend('ann', { scope: 'file' }, ({ enter }) => enter('ann', 'auditor'))

export const fileOf = async (who: Browser, name: string): Promise<PersonFile> =>
  PersonFile.parse(await (await who.get(`/api/people/${name}/file`)).json())

/** Waits until the page says it. */
export async function says(page: Page, text: string): Promise<void> {
  await page.waitForSelector(`text=${text}`)
}
