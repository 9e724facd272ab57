import {
  AccessNotices,
  AccessReviews,
  PersonDone,
  ReviewDecision,
  ReviewOpened,
} from '@archway/shared/api/people'
import { Router } from 'express'
import { z } from 'zod'
import { accessReviewState } from '../people/access-review.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { changing, type PeopleRouteMeans, said, seeing } from './people-change.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const Counted = z.coerce.number().int().positive()
const MOST_NOTICES = 200

export const ROUTES_ACCESS: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/people/notices',
    act: 'access-notice',
    response: AccessNotices,
    summary: 'accounts that were used at two places at once',
  },
  {
    method: 'POST',
    path: '/people/notices/{n}/seen',
    act: 'access-notice',
    response: null,
    status: 204,
    summary: 'somebody has looked into a notice',
  },
  {
    method: 'GET',
    path: '/people/reviews',
    act: 'access-review',
    response: AccessReviews,
    summary: "reviews of everybody's access, and when the next is due",
  },
  {
    method: 'POST',
    path: '/people/reviews',
    act: 'access-review',
    response: ReviewOpened,
    status: 201,
    summary: 'list everybody who holds a role',
  },
  {
    method: 'POST',
    path: '/people/reviews/{n}/decide',
    act: 'access-review',
    request: ReviewDecision,
    response: PersonDone,
    summary: 'confirm or end what a person may do; never on oneself',
  },
]

/** Under /api/people: accounts that were used at two places, and the reviews of everybody's access. */
export function accessRoutes(means: PeopleRouteMeans): Router {
  const { ledger, policyBook, now } = means
  const routes = Router()
  const change = changing(means)
  const seen = seeing(means)

  routes.get('/notices', requireAct('access-notice', means), async (_request, response) => {
    const notices = await ledger.accessNotices(MOST_NOTICES)
    await seen(response, 'access-notice', null)
    response.json({ notices })
  })
  routes.post(
    '/notices/:n/seen',
    requireCsrf,
    requireAct('access-notice', means),
    async (request, response) => {
      const outcome = await ledger.noticeSeen(
        inPath(Counted, request.params.n, 'There is no such number.'),
        now(),
        sessionOf(response).user,
      )
      if (outcome === 'unknown-notice') throw new ApiProblem(404, 'There is no such notice.')
      response.status(204).end()
    },
  )

  routes.get('/reviews', requireAct('access-review', means), async (_request, response) => {
    const state = await accessReviewState(ledger, policyBook.current().policy, now())
    const reviews = await ledger.accessReviews()
    await seen(response, 'access-review', null)
    response.json({ ...state, reviews })
  })
  routes.post('/reviews', ...change('access-review'), async (_request, response) => {
    const outcome = await ledger.openReview(now(), sessionOf(response).user)
    if (outcome === 'open-already') throw new ApiProblem(409, 'A review is open already; finish it first.')
    response.status(201).json(outcome)
  })
  routes.post('/reviews/:n/decide', ...change('access-review'), async (request, response) => {
    const { person, decision } = parsed(ReviewDecision, request.body)
    const n = inPath(Counted, request.params.n, 'There is no such number.')
    const outcome = await ledger.decideReview(n, person, decision, now(), sessionOf(response).user)
    if (outcome === 'unknown-item')
      throw new ApiProblem(404, 'That person is not on the list of this review.')
    if (outcome !== 'done') throw new ApiProblem(409, said(outcome))
    response.json({ name: person, done: decision })
  })
  return routes
}
