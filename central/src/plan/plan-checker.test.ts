import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROUTES } from '../api/routes.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { checkInstallation } from './check-installation.ts'
import { homes, NOW, usedInstall } from './plan.fixture.ts'
import { createPlanChecker } from './plan-checker.ts'

/** Each check takes seconds, many on a crowded machine. */
const PATIENCE = { timeout: 60_000 }
const used = homes(usedInstall)

test(
  'a check in a thread says what one in this thread says; who asks meanwhile gets the same one',
  PATIENCE,
  async () => {
    const { config } = await used.home()
    const ledger = openLedgerHere(join(config.data, 'ledger.db'))
    const here = await checkInstallation({ config, ledger, routes: ROUTES, at: NOW })
    await ledger.close()
    const times = [NOW, NOW + 1]
    const checker = createPlanChecker(config, () => times.shift() ?? 0)
    const first = checker.check()
    expect(checker.check()).toBe(first)
    expect(await first).toEqual(here)
    // What is over is not given out again.
    expect((await checker.check()).at).toBe(NOW + 1)
  },
)

test(
  'a check that is stopped, or that cannot look, gives no result; the next one is a new one',
  PATIENCE,
  async () => {
    const { config } = await used.home()
    const checker = createPlanChecker(config, () => NOW)
    const stopped = checker.check()
    const outcome = expect(stopped).rejects.toThrow('the check ended without an answer')
    await checker.stop()
    await outcome
    rmSync(join(config.keys, 'audit.key.pem'))
    rmSync(config.data, { recursive: true })
    await expect(checker.check()).rejects.toThrow(/directory does not exist/)
    await checker.stop()
  },
)
