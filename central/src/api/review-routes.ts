import {
  FlagAnswer,
  FlagDecision,
  FlagPage,
  FlagQuery,
  FlagRequest,
  FlagView,
  ReviewDecision,
  ReviewPage,
  ReviewQuery,
  type ReviewView,
} from '@archway/shared/api/review'
import { Uuid7 } from '@archway/shared/id'
import express, { Router } from 'express'
import { z } from 'zod'
import { openedText } from '../audit/opened-text.ts'
import type { Secrets } from '../audit/secrets.ts'
import type { KeptFlag, KeptReview, ProprietyLedger } from '../ledger/propriety-ledger.ts'
import type { SecretLedger } from '../ledger/secret-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_REVIEW: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/reviews',
    act: 'search-review',
    query: ReviewQuery,
    response: ReviewPage,
    summary: 'Searches that chance drew for review',
  },
  {
    method: 'POST',
    path: '/reviews/{search}',
    act: 'search-review',
    request: ReviewDecision,
    response: null,
    status: 204,
    summary: 'Says whether a drawn search was proper',
  },
  {
    method: 'GET',
    path: '/flags',
    act: 'flag-view',
    query: FlagQuery,
    response: FlagPage,
    summary: 'Uses that somebody holds to be violations',
  },
  {
    method: 'POST',
    path: '/flags',
    act: 'use-flag',
    request: FlagRequest,
    response: FlagView,
    status: 201,
    summary: 'Flags a line of the use log',
  },
  {
    method: 'POST',
    path: '/flags/{flag}/answer',
    act: 'use-answer',
    request: FlagAnswer,
    response: FlagView,
    status: 201,
    summary: 'Says what a supervisor found out about a flagged use; never by whose use it is',
  },
  {
    method: 'POST',
    path: '/flags/{flag}/take',
    act: 'use-inquire',
    response: FlagView,
    summary: 'Takes a flag up',
  },
  {
    method: 'POST',
    path: '/flags/{flag}/decide',
    act: 'use-decide',
    request: FlagDecision,
    response: FlagView,
    summary: 'Decides a flag, with the reference of discipline',
  },
]

export interface ReviewRouteMeans {
  readonly ledger: ProprietyLedger & SecretLedger
  readonly secrets: Secrets
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

const body = express.json({ limit: '4kb' })
const NO_FLAG = 'There is no such flag.'
const FlagNumber = z.coerce.number().int().min(1)

const REVIEW_REFUSALS: Record<'not-drawn' | 'own-search' | 'reviewed-already', [number, string]> = {
  'not-drawn': [404, 'No such search was drawn for review.'],
  'own-search': [403, 'Another person than the one who searched must review it.'],
  'reviewed-already': [409, 'It was reviewed already.'],
}
const ANSWER_REFUSALS: Record<'unknown-flag' | 'decided-already' | 'own-use', [number, string]> = {
  'unknown-flag': [404, NO_FLAG],
  'decided-already': [409, 'It was decided already.'],
  'own-use': [403, 'It is about a use of your own.'],
}
const TAKE_REFUSALS: Record<'unknown-flag' | 'taken-already' | 'own-use', [number, string]> = {
  'unknown-flag': [404, NO_FLAG],
  'taken-already': [409, 'Somebody has taken it up already.'],
  'own-use': [403, 'It is about a use of your own.'],
}
const DECIDE_REFUSALS: Record<
  'unknown-flag' | 'not-under-review' | 'same-person' | 'own-use',
  [number, string]
> = {
  'unknown-flag': [404, NO_FLAG],
  'not-under-review': [409, 'It is not under review.'],
  'same-person': [403, 'Another person than the one who flagged it must decide.'],
  'own-use': [403, 'It is about a use of your own.'],
}

/** Mounted under `/api`. */
export function reviewRoutes({ ledger, secrets, uses, now }: ReviewRouteMeans): Router {
  const guard = { uses, now }
  const routes = Router()
  const opened = openedText({ ledger, secrets })
  const reviewView = async ({ noteLine, ...review }: KeptReview): Promise<z.infer<typeof ReviewView>> => ({
    ...review,
    note: await opened(noteLine),
  })
  const flagView = async ({ reasonLine, noteLine, answers, ...flag }: KeptFlag): Promise<FlagView> => ({
    ...flag,
    answers: await Promise.all(
      answers.map(async ({ line, ...answer }) => ({ ...answer, text: await opened(line) })),
    ),
    reason: await opened(reasonLine),
    note: await opened(noteLine),
  })
  const flagOf = async (n: number) => {
    const flag = await ledger.flag(n)
    if (!flag) throw new ApiProblem(404, NO_FLAG)
    return flagView(flag)
  }

  routes.get('/reviews', requireAct('search-review', guard), async (request, response) => {
    const { state, before = null, limit: most } = parsed(ReviewQuery, request.query)
    const find = (limit: number) => ledger.searchReviews({ state, before, limit })
    const { items: shown, next } = await paged(most, find, ({ search }) => search.search)
    const use = {
      action: 'search-review',
      outcome: 'success',
      subject: null,
      detail: `${shown.length} ${state}`,
    } as const
    await uses.logUse({ at: now(), who: sessionOf(response).user, ...use })
    response.json({ reviews: await Promise.all(shown.map(reviewView)), next })
  })
  routes.post(
    '/reviews/:search',
    requireCsrf,
    requireAct('search-review', guard),
    body,
    async (request, response) => {
      const search = inPath(Uuid7, request.params.search, REVIEW_REFUSALS['not-drawn'][1])
      const { outcome, note } = parsed(ReviewDecision, request.body)
      const review = {
        search,
        outcome,
        at: now(),
        by: sessionOf(response).user,
        secret: secrets.seal(note, now()),
      }
      const done = await ledger.reviewSearch(review)
      if (done !== 'reviewed') throw new ApiProblem(...REVIEW_REFUSALS[done])
      response.status(204).end()
    },
  )

  routes.get('/flags', requireAct('flag-view', guard), async (request, response) => {
    const { state = null, before = null, limit: most } = parsed(FlagQuery, request.query)
    const find = (limit: number) => ledger.flags({ state, before, limit })
    const { items: shown, next } = await paged(most, find, ({ flag }) => flag)
    const use = {
      action: 'flag-view',
      outcome: 'success',
      subject: null,
      detail: `${shown.length} flags`,
    } as const
    await uses.logUse({ at: now(), who: sessionOf(response).user, ...use })
    response.json({ flags: await Promise.all(shown.map(flagView)), next })
  })
  routes.post('/flags', requireCsrf, requireAct('use-flag', guard), body, async (request, response) => {
    const { line, reason } = parsed(FlagRequest, request.body)
    const flag = { line, at: now(), by: sessionOf(response).user, secret: secrets.seal(reason, now()) }
    const done = await ledger.flagUse(flag)
    if (done === 'unknown-line') throw new ApiProblem(422, 'The use log has no such line.')
    response.status(201).json(await flagOf(done.flag))
  })
  routes.post(
    '/flags/:flag/answer',
    requireCsrf,
    requireAct('use-answer', guard),
    body,
    async (request, response) => {
      const flag = inPath(FlagNumber, request.params.flag, NO_FLAG)
      const { answer } = parsed(FlagAnswer, request.body)
      const by = sessionOf(response).user
      const done = await ledger.answerFlag({ flag, at: now(), by, secret: secrets.seal(answer, now()) })
      if (done !== 'answered') throw new ApiProblem(...ANSWER_REFUSALS[done])
      response.status(201).json(await flagOf(flag))
    },
  )
  routes.post(
    '/flags/:flag/take',
    requireCsrf,
    requireAct('use-inquire', guard),
    async (request, response) => {
      const flag = inPath(FlagNumber, request.params.flag, NO_FLAG)
      const done = await ledger.takeFlag(flag, now(), sessionOf(response).user)
      if (done !== 'taken') throw new ApiProblem(...TAKE_REFUSALS[done])
      response.json(await flagOf(flag))
    },
  )
  routes.post(
    '/flags/:flag/decide',
    requireCsrf,
    requireAct('use-decide', guard),
    body,
    async (request, response) => {
      const flag = inPath(FlagNumber, request.params.flag, NO_FLAG)
      const { outcome, reference, note } = parsed(FlagDecision, request.body)
      const by = sessionOf(response).user
      const done = await ledger.decideFlag({
        flag,
        at: now(),
        by,
        outcome,
        reference,
        secret: secrets.seal(note, now()),
      })
      if (done !== 'decided') throw new ApiProblem(...DECIDE_REFUSALS[done])
      response.json(await flagOf(flag))
    },
  )
  return routes
}
