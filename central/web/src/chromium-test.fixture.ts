import type { Browser, Page } from 'playwright-core'
import { test as base, describe, expect } from 'vitest'
import { buildPage } from './built-page.fixture.ts'
import { chromiumMissing, launchChromium } from './chromium.fixture.ts'

/** Tests on the built page: one build and one Chromium for each test file. */
export const inChromium = base
  .extend('built', { scope: 'file' }, () => buildPage())
  .extend('site', { scope: 'file' }, ({ built }, { onCleanup }) => {
    onCleanup(() => built.remove())
    return built.site
  })
  .extend('launched', { scope: 'file' }, () => launchChromium())
  .extend('browser', { scope: 'file' }, ({ launched }, { onCleanup }) => {
    onCleanup(() => launched.close())
    return launched
  })

/** A subject of the page; skipped, with the reason, where there is no Chromium. */
export const describePage = (subject: string, tests: () => void): void => {
  const name = chromiumMissing === null ? subject : `${subject} (${chromiumMissing})`
  describe.skipIf(chromiumMissing !== null)(name, { timeout: 60_000 }, tests)
}

export interface Tab {
  readonly page: Page
  readonly complaints: {
    /** Such errors are what the test brings about. */
    expect(pattern: RegExp): void
  }
  /** Closes the tab, and fails when the page complained of what nobody expected. */
  close(): Promise<void>
}

/** @param options of the tab, where it must not be any tab */
export async function openTab(browser: Browser, options: { userAgent?: string } = {}): Promise<Tab> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options })
  page.setDefaultTimeout(20_000)
  const errors: string[] = []
  const expected: RegExp[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // The network's own complaints are what many of these tests bring about; a blocked resource is not.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      errors.push(message.text())
    }
  })
  return {
    page,
    complaints: { expect: (pattern) => void expected.push(pattern) },
    close: async () => {
      await page.close()
      expect(errors.filter((error) => !expected.some((pattern) => pattern.test(error)))).toEqual([])
    },
  }
}
