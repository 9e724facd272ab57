import type { Act } from '@archway/shared/act'
import { AlertView } from '@archway/shared/api'
import { DisposeRequest, OpenRequest, VerifyRequest } from '@archway/shared/api/verify'
import { Uuid7 } from '@archway/shared/id'
import express, { type Response, Router } from 'express'
import type { VerificationDesk } from '../alert/verification-desk.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { AlertRecord } from '../store/store.ts'
import { alertView, type ViewMeans } from './alert-view.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const NO_ALERT = 'No such alert.'

export const ROUTES_ALERT_ACTS: readonly RouteEntry[] = [
  {
    method: 'POST',
    path: '/alerts/{id}/verify',
    act: 'alert-verify',
    request: VerifyRequest,
    response: AlertView,
    summary: 'Types plate and state from the images before the entry is released',
  },
  {
    method: 'POST',
    path: '/alerts/{id}/open',
    act: 'alert-open',
    request: OpenRequest,
    response: AlertView,
    summary: 'Opens the entry with a reason, and gives up verifying the alert',
  },
  {
    method: 'POST',
    path: '/alerts/{id}/dispose',
    act: 'alert-dispose',
    request: DisposeRequest,
    response: AlertView,
    summary: 'Says what an alert came to: dismisses or closes it',
  },
]

export interface AlertActMeans extends ViewMeans {
  readonly verification: VerificationDesk
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** Why a person's act on an alert changed nothing, and what they can do. */
const REFUSALS: Readonly<Record<string, string>> = {
  'not-acknowledged': 'Nobody has acknowledged this alert; do that first.',
  settled: 'This alert is settled already.',
  'looked-already': 'You have looked at this alert already; another person must look.',
  'opened-before': 'You opened the entry before looking, so another person must verify this alert.',
  'verify-first': 'An alert is "correct" only when a person has verified it.',
  'look-first': 'Type plate and state from the images first; without that only "not actionable" can be said.',
}

const MOST_BODY = '4kb'

/** What a person does with an acknowledged alert. Never a plate in the use log, only how it compared. */
export function alertActRoutes(means: AlertActMeans): Router {
  const { verification, uses, now, policy } = means
  const routes = Router()
  const guards = (act: Act) => [requireCsrf, requireAct(act, means), express.json({ limit: MOST_BODY })]
  const log = (
    response: Response,
    use: { action: Act; outcome: 'success' | 'failure'; subject: string; detail: string },
  ) => uses.logUse({ at: now(), who: sessionOf(response).user, ...use })
  const answer = async (response: Response, record: AlertRecord) => {
    const view = await alertView(record, sessionOf(response), means)
    if (!view) throw new ApiProblem(404, NO_ALERT)
    response.json(view)
  }
  const refuse = (outcome: string) => {
    const why = REFUSALS[outcome]
    if (why !== undefined) throw new ApiProblem(409, why)
  }

  routes.post('/:id/verify', ...guards('alert-verify'), async (request, response) => {
    const subject = inPath(Uuid7, request.params.id, NO_ALERT)
    const typed = parsed(VerifyRequest, request.body)
    const done = await verification.verify(subject, typed, sessionOf(response))
    const isKept = done !== null && REFUSALS[done.outcome] === undefined
    const found = done?.found
    const how = found && `plate ${found.plate}, read ${found.read}, state ${found.state}, entry ${found.live}`
    await log(response, {
      action: 'alert-verify',
      outcome: isKept ? 'success' : 'failure',
      subject,
      detail: [
        done?.outcome ?? 'no such alert',
        ...(isKept && how ? [how] : []),
        `policy ${policy().version}`,
      ].join(' · '),
    })
    if (!done) throw new ApiProblem(404, NO_ALERT)
    refuse(done.outcome)
    await answer(response, done.record)
  })

  routes.post('/:id/open', ...guards('alert-open'), async (request, response) => {
    const subject = inPath(Uuid7, request.params.id, NO_ALERT)
    const { reason } = parsed(OpenRequest, request.body)
    const mayOpen = policy().alerts.openTo.some((role) => sessionOf(response).roles.includes(role))
    const done = mayOpen ? await verification.open(subject, reason, sessionOf(response)) : null
    const detail = mayOpen
      ? `${done?.outcome ?? 'no such alert'}; the reason is kept with the alert`
      : 'not by policy'
    await log(response, { action: 'alert-open', outcome: done ? 'success' : 'failure', subject, detail })
    if (!mayOpen) throw new ApiProblem(403, 'The policy does not let your role open an alert before looking.')
    if (!done) throw new ApiProblem(404, NO_ALERT)
    await answer(response, done.record)
  })

  routes.post('/:id/dispose', ...guards('alert-dispose'), async (request, response) => {
    const subject = inPath(Uuid7, request.params.id, NO_ALERT)
    const what = parsed(DisposeRequest, request.body)
    const done = await verification.dispose(subject, what, sessionOf(response))
    if (done?.outcome !== 'done') {
      const detail = `${what.disposition} · ${done?.outcome ?? 'no such alert'}`
      await log(response, { action: 'alert-dispose', outcome: 'failure', subject, detail })
    }
    if (!done) throw new ApiProblem(404, NO_ALERT)
    refuse(done.outcome)
    await answer(response, done.record)
  })
  return routes
}
