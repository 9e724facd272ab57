import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { ROUTES } from '../api/routes.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { checkInstallation } from './check-installation.ts'
import type { CheckOrder } from './plan-checker.ts'

if (!parentPort) throw new Error('this module is the body of a worker thread')
const { config, at } = workerData as CheckOrder
const ledger = openLedgerHere(join(config.data, 'ledger.db'))
try {
  parentPort.postMessage(await checkInstallation({ config, ledger, routes: ROUTES, at }))
} finally {
  await ledger.close()
}
