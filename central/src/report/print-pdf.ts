import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const LONGEST_MS = 120_000

/** The first of the known browsers on the path, or the one that is named; null: there is none. */
export function findBrowser(path: string, named: string | null): string | null {
  const candidates = named
    ? [named]
    : path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return candidates.find(canRun) ?? null
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Prints a page as a browser prints it. Rejects, with the browser's own words, when it cannot.
 * @param html an existing file
 */
export async function printPdf(browser: string, html: string, pdf: string, profile: string): Promise<void> {
  const asRoot = process.getuid?.() === 0
  await run(
    browser,
    [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Chromium refuses to run its sandbox as root; the page has no script and loads nothing.
      ...(asRoot ? ['--no-sandbox'] : []),
      `--user-data-dir=${resolve(profile)}`,
      '--no-pdf-header-footer',
      `--print-to-pdf=${resolve(pdf)}`,
      pathToFileURL(resolve(html)).href,
    ],
    { timeout: LONGEST_MS },
  )
}
