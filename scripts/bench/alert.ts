import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchChromium } from '../../central/web/src/chromium.fixture.ts'
import { SAMPLE_HOTLIST } from '../demonstration/expected.ts'
import { freePort } from '../stage/link.ts'
import type { Program } from '../stage/program.ts'
import { pause, setStage } from '../stage/stage.ts'
import { percentile, printTable } from './table.ts'

const PATIENCE_MS = 180_000

/**
 * From a camera's frame to the alert in an operator's page: central, two units at true speed and a real browser
 * on this machine, over `count` alerts. Needs what `npm run build` makes.
 */
export async function benchAlert(count = 40): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'archway-bench-'))
  const programs: Program[] = []
  const browser = await launchChromium()
  try {
    const { stage, central } = await setStage({
      folder,
      httpPort: await freePort(),
      mqttPort: await freePort(),
      hotlist: { file: SAMPLE_HOTLIST, format: 'csv' },
      show: { kind: 'scenes', loop: true },
      dwell: false,
    })
    programs.push(central)
    const desk = await stage.logIn()
    const page = await browser.newPage()
    await page.goto(stage.url)
    await page.fill('input[autocomplete=username]', stage.operator.user)
    await page.fill('input[type=password]', stage.operator.password)
    await page.click('button[type=submit]')
    await page.fill('[name=code]', await stage.operator.authenticator.nextCode())
    await page.click('button[type=submit]')
    // The bench itself is signed in as the same person, which is said before the desk opens.
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForSelector('.queue')
    await page.evaluate(watchCards)
    programs.push(...stage.units.map((unit) => unit.play()))

    const deadline = Date.now() + PATIENCE_MS
    while (Date.now() < deadline && (await desk.summary()).alerts < count) await pause(500)
    const shown = new Map(await page.evaluate(() => [...(window as unknown as Watching).shownAt]))
    const alerts = (await desk.alerts()).flatMap(({ id, seen: read, raisedAt }) => {
      const at = shown.get(id)
      return at === undefined ? [] : [{ read, raisedAt, at }]
    })
    const legs = {
      'first frame → page': alerts.map(({ read, at }) => at - read.capturedAt),
      'last frame of the read → page': alerts.map(({ read, at }) => at - read.lastSeenAt),
      'read closed → alert raised': alerts.map(({ read, raisedAt }) => raisedAt - read.closedAt),
      'alert raised → page': alerts.map(({ raisedAt, at }) => at - raisedAt),
    }
    const rows = Object.entries(legs).map(([leg, values]) => ({
      leg,
      'median ms': percentile(values, 0.5),
      'p95 ms': percentile(values, 0.95),
      'most ms': percentile(values, 1),
    }))
    printTable(`frame to alert: ${alerts.length} alerts of two units, shown in a browser`, rows)
  } finally {
    await browser.close()
    await Promise.all(programs.toReversed().map((program) => program.kill('SIGTERM')))
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Watching {
  shownAt: Map<string, number>
}

/** Runs in the page: when each alert's card first stood in the queue. */
function watchCards() {
  const shownAt = new Map<string, number>()
  Object.assign(window, { shownAt })
  new MutationObserver(() => {
    for (const card of document.querySelectorAll('.alert-card')) {
      const id = (card as HTMLElement).dataset.alert
      if (id !== undefined && !shownAt.has(id)) shownAt.set(id, Date.now())
    }
  }).observe(document.body, { childList: true, subtree: true })
}
