import { join } from 'node:path'
import type { FoundView, SearchPage } from '@archway/shared/api/search'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { describePage, inChromium, openTab } from '../chromium-test.fixture.ts'
import { releaseOf, type SearchServer, startSearchServer } from './search-server.fixture.ts'

const AT = Date.UTC(2026, 10, 24, 18, 30)
const id = (n: number, end = '0') =>
  `019abcde-0000-7000-8000-00000000${n.toString(16).padStart(3, '0')}${end}`
const found = (n: number, change: Partial<FoundView> = {}): FoundView => ({
  read: id(n),
  device: 'fixed-017',
  capturedAt: AT - n * 60_000,
  text: 'AB12CD',
  probability: 0.94,
  rivals: [{ text: 'A812CD', probability: 0.05 }],
  jurisdiction: { code: 'us-mo', probability: 0.95 },
  match: { candidates: [{ text: 'AB12CD', probability: 0.94 }], probability: 0.94 },
  hits: [],
  images: (['scene', 'plate'] as const).map((kind) => ({
    id: id(n, kind === 'plate' ? 'f' : 'a'),
    angle: 1 as const,
    kind,
    state: 'stored' as const,
  })),
  ...change,
})
const page = (change: Partial<SearchPage>): SearchPage => ({
  search: id(999),
  results: [],
  next: null,
  notice: null,
  policy: 'plan-1',
  ...change,
})
const HIT = found(1, {
  hits: [
    {
      entry: 'V1',
      category: 'stolen-vehicle',
      grade: 'actionable',
      probability: 0.94,
      place: { lat: 38.63, lon: -90.2, label: 'Market St at 12th', basis: 'registry', accuracyMetres: null },
      alert: null,
    },
  ],
})
const RIVAL = found(2, {
  text: 'A812CD',
  device: 'car-07',
  probability: 0.81,
  rivals: [{ text: 'AB12CD', probability: 0.17 }],
  match: { candidates: [{ text: 'AB12CD', probability: 0.17 }], probability: 0.17 },
})

const CASE: SearchServer['cases'][number] = {
  number: '26-014233',
  purpose: 'stolen-property',
  owner: 'jmiller',
  openedAt: AT,
  openedBy: 'jmiller',
  closedAt: null,
  closedBy: null,
}

/** The search page in a tab of its own, against a real server that holds its data to the contract. */
const test = inChromium
  .extend('desk', async ({ site }, { onCleanup }) => {
    const desk = await startSearchServer(site, Date.now)
    onCleanup(() => desk.close())
    desk.cases = [CASE]
    return desk
  })
  // After the desk, so that the tab is closed before its server is.
  .extend('tab', async ({ browser, desk: _desk }, { onCleanup }) => {
    const tab = await openTab(browser)
    onCleanup(() => tab.close())
    return tab.page
  })
  .extend('open', ({ tab, desk }) => async () => {
    await tab.goto(`${desk.url}/search`)
    await tab.waitForSelector('select[name=case] option:nth-child(2)', { state: 'attached' })
  })
  .extend('fill', ({ tab }) => async (plate: string) => {
    await tab.selectOption('select[name=case]', '26-014233')
    await tab.fill('[name=note]', 'taken from the garage on Market Street')
    await tab.fill('[name=plate]', plate)
  })

const look = async (tab: Page, name: string) => {
  const folder = process.env.ARCHWAY_SHOTS
  if (folder) await tab.screenshot({ path: join(folder, `${name}.png`) })
}

describePage('search page', () => {
  test('a search needs a case and a note, and takes its purpose from the case', async ({
    tab,
    desk,
    open,
    fill,
  }) => {
    await open()
    await expect.poll(() => tab.isDisabled('text=Search >> xpath=ancestor-or-self::button')).toBe(true)
    await fill('ab1?-cd')
    await expect.poll(() => tab.textContent('.search-purpose')).toContain('Stolen property')
    await expect.poll(() => tab.textContent('#plate-hint')).toContain('AB1?CD')
    desk.pages = [page({ results: [HIT, RIVAL], next: RIVAL.read }), page({ results: [found(3)] })]
    await tab.click('button[type=submit]')
    await tab.waitForSelector('text=2+ found')
    expect(desk.orders).toMatchObject([
      { purpose: 'stolen-property', case: '26-014233', plate: 'AB1?-CD', fold: true, place: null },
    ])
    const result = async (nth: number) => (await tab.locator('.search-result').allInnerTexts())[nth] ?? ''
    await expect.poll(() => result(0)).toContain('Stolen vehicle')
    await expect.poll(() => result(0)).toContain('Market St at 12th')
    await expect.poll(() => result(1)).toMatch(/A812CD[\s\S]*Found as rival[\s\S]*AB12CD 17 %/)
    expect(await result(1), 'a Read without a hit has no place').not.toContain('Market')
    await look(tab, 'search-results')
    await tab.click('text=Show more')
    await tab.waitForSelector('text=3 found')
  })

  test('no image is loaded before somebody asks for it', async ({ tab, desk, open, fill }) => {
    await open()
    await fill('AB12CD')
    desk.pages = [page({ results: [HIT], notice: { uses: 3, withinDays: 30 } })]
    await tab.click('button[type=submit]')
    await tab.waitForSelector('text=3 times in 30 days')
    expect(desk.requests.filter((request) => request.includes('/images/'))).toEqual([])
    await tab.click('text=Show 2 images')
    await tab.waitForSelector('.search-images img')
    await expect.poll(() => desk.requests.filter((request) => request.includes('/images/')).length).toBe(2)
    await look(tab, 'search-images')
  })

  test('what is wrong is said, and an empty answer says that it is one', async ({
    tab,
    desk,
    open,
    fill,
  }) => {
    await open()
    await fill('AB_1')
    await expect.poll(() => tab.textContent('#plate-hint')).toContain('Not a plate')
    await expect.poll(() => tab.isDisabled('button[type=submit]')).toBe(true)
    await tab.fill('[name=plate]', 'ZZZ999')
    desk.pages = [page({})]
    await tab.click('button[type=submit]')
    await tab.waitForSelector('text=Nothing found')
    await tab.click('button[type=submit]')
    await tab.waitForSelector('text=This search is over')
    await expect
      .poll(() => tab.locator('text=Nothing found').count(), { message: 'the answer before it is gone' })
      .toBe(0)
  })

  test('a broad search goes to a supervisor with a reason; another person decides it', async ({
    tab,
    desk,
    open,
    fill,
  }) => {
    await open()
    await fill('')
    await tab.click('button[type=submit]')
    await tab.waitForSelector('text=A supervisor must release this')
    await tab.fill('[name=reason]', 'homicide at this corner an hour ago')
    await look(tab, 'search-ask')
    await tab.click('text=Ask a supervisor')
    await tab.waitForSelector('text=Waits for a supervisor')
    await expect
      .poll(() => tab.locator('.search-release button').count(), { message: 'not by whoever asked' })
      .toBe(0)

    desk.user = 'sgrant'
    desk.roles = ['supervisor']
    await open()
    await tab.waitForSelector('text=homicide at this corner')
    await tab.fill('[name=decision]', 'agreed, for this hour only')
    await look(tab, 'search-release')
    await tab.click('text="Release"')
    await tab.waitForSelector('text=Decided by sgrant')
  })

  test('what was released is run by whoever asked', async ({ tab, desk, open }) => {
    desk.releases = [releaseOf({ state: 'released', askedBy: 'jmiller', decidedBy: 'sgrant', decidedAt: AT })]
    desk.pages = [page({ results: [found(1)] })]
    await open()
    await tab.click('text=Run it, once')
    await tab.waitForSelector('text=1 found')
  })

  test('a case is opened on the spot', async ({ tab, open }) => {
    await open()
    await tab.click('text=Open a case')
    await tab.fill('[name=case-number]', '26-7')
    await tab.selectOption('select[name=purpose]', 'missing-or-endangered-person')
    await tab.click('text="Open"')
    await expect.poll(() => tab.inputValue('select[name=case]')).toBe('26-7')
    await expect.poll(() => tab.textContent('.search-purpose')).toContain('Missing or endangered person')
  })

  test('who may not search gets no search page', async ({ tab, desk }) => {
    desk.roles = ['it-administrator']
    await tab.goto(`${desk.url}/search`)
    await tab.waitForSelector('text=No alerts for this account')
    expect(desk.requests).toEqual(['GET /api/session'])
  })
})
