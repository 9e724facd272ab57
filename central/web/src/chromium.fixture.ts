import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const EXECUTABLE = '/usr/bin/chromium'

/**
 * Why the browser tests cannot run here; null when they can. With CI=true nothing may be skipped, so there the
 * missing browser is an error of its own.
 */
export const chromiumMissing: string | null = existsSync(EXECUTABLE)
  ? null
  : `no Chromium at ${EXECUTABLE}: install the package "chromium" to run the browser tests`

if (chromiumMissing && process.env.CI === 'true') throw new Error(chromiumMissing)

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
