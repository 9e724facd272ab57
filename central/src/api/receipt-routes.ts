import { AlertReceipt } from '@archway/shared/api/verify'
import express, { Router } from 'express'
import type { Delivery } from '../alert/delivery.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { parsed } from './parsed.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_RECEIPTS: readonly RouteEntry[] = [
  {
    method: 'POST',
    path: '/receipts',
    act: 'alert-list',
    request: AlertReceipt,
    response: null,
    status: 204,
    summary: 'A page says which alerts stand on its screen; keeps no session alive',
  },
]

export interface ReceiptMeans {
  readonly delivery: Delivery
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** That an alert left the server does not mean that it arrived: the page itself says that it stands on the screen. */
export function receiptRoutes(means: ReceiptMeans): Router {
  const { delivery, uses, now } = means
  const routes = Router()
  routes.post(
    '/',
    requireCsrf,
    requireAct('alert-list', means),
    express.json({ limit: '16kb' }),
    async (request, response) => {
      const { alerts } = parsed(AlertReceipt, request.body)
      const first = await delivery.shown(alerts)
      const who = sessionOf(response).user
      for (const subject of first) {
        await uses.logUse({
          at: now(),
          who,
          action: 'alert-shown',
          outcome: 'success',
          subject,
          detail: null,
        })
      }
      response.status(204).end()
    },
  )
  return routes
}
