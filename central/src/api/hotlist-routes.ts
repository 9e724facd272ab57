import { mayDo } from '@archway/shared/act'
import {
  DiffQuery,
  HotlistDiff,
  HotlistState,
  TestAnswer,
  TestOrder,
  VersionPage,
  VersionQuery,
} from '@archway/shared/api/hotlist'
import express, { Router } from 'express'
import type { Secrets } from '../audit/secrets.ts'
import type { LedgerBook } from '../hotlist/ledger-book.ts'
import { diffLists } from '../hotlist/list-diff.ts'
import type { ListKeeper } from '../hotlist/list-keeper.ts'
import { testEntry } from '../hotlist/test-entry.ts'
import type { HotlistLedger } from '../ledger/hotlist-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_HOTLIST = [
  {
    method: 'GET',
    path: '/hotlists',
    act: 'hotlist-view',
    response: HotlistState,
    summary: 'What is in force: version, lists, how old their sources are',
  },
  {
    method: 'GET',
    path: '/hotlists/versions',
    act: 'hotlist-view',
    query: VersionQuery,
    response: VersionPage,
    summary: 'Every version that ever was in force, newest first',
  },
  {
    method: 'GET',
    path: '/hotlists/diff',
    act: 'hotlist-view',
    query: DiffQuery,
    response: HotlistDiff,
    summary: 'What two versions differ in: counts, and the entries where they are asked for',
  },
  {
    method: 'POST',
    path: '/hotlists/test',
    act: 'entry-test',
    request: TestOrder,
    response: TestAnswer,
    summary: 'What would happen if this plate were read now, stage by stage; alerts nobody',
  },
] as const satisfies readonly RouteEntry[]

const MAX_BODY = '16kb'

export interface HotlistMeans {
  readonly ledger: Pick<HotlistLedger, 'lists' | 'hotlistVersions' | 'difference' | 'hotlistVersion'>
  readonly book: LedgerBook
  readonly keeper: Pick<ListKeeper, 'canaryFault'>
  readonly policyBook: Pick<PolicyBook, 'current'>
  readonly secrets: Pick<Secrets, 'seal'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

export function hotlistRoutes(means: HotlistMeans): Router {
  const { ledger, book, keeper, policyBook, secrets, uses, now } = means
  const routes = Router()
  routes.use(express.json({ limit: MAX_BODY }))
  const log = (who: string, subject: string, detail: string) =>
    uses.logUse({ at: now(), who, action: 'hotlist-view', outcome: 'success', subject, detail })

  routes.get('/', requireAct('hotlist-view', means), async (_request, response) => {
    const version = book.version()
    const lists = await ledger.lists()
    await log(sessionOf(response).user, 'lists', `version ${version?.version ?? 0}`)
    response.json(
      HotlistState.parse({
        version: version?.version ?? null,
        entries: version?.entries ?? 0,
        sourceAt: version?.oldestSourceAt ?? null,
        lists,
        canaryFault: keeper.canaryFault(),
      }),
    )
  })

  routes.get('/versions', requireAct('hotlist-view', means), async (request, response) => {
    const { before, limit } = parsed(VersionQuery, request.query)
    const all = (await ledger.hotlistVersions())
      .filter(({ version }) => !before || version < before)
      .reverse()
    const { items, next } = await paged(
      limit,
      () => all,
      ({ version }) => version,
    )
    const versions = items.map(({ version, list, sourceAt, importedAt, entries, digest }) => ({
      version,
      list,
      sourceAt,
      importedAt,
      entries,
      digest,
    }))
    await log(sessionOf(response).user, 'versions', `${versions.length} versions`)
    response.json(VersionPage.parse({ versions, next }))
  })

  routes.get('/diff', requireAct('hotlist-view', means), async (request, response) => {
    const { from, to, entries, limit } = parsed(DiffQuery, request.query)
    if (entries && !mayDo(sessionOf(response).roles, 'read-view')) {
      throw new ApiProblem(403, 'Your roles see the counts only; leave "entries" out.')
    }
    const newest = book.version()?.version ?? 0
    if (from > newest || to > newest) throw new ApiProblem(404, `The newest version is ${newest}.`)
    const diff = await diffLists(ledger, from, to, entries ? limit : null)
    await log(sessionOf(response).user, `versions ${from} to ${to}`, entries ? 'with entries' : 'counts')
    response.json(HotlistDiff.parse(diff))
  })

  routes.post('/test', requireCsrf, requireAct('entry-test', means), async (request, response) => {
    const order = parsed(TestOrder, request.body)
    const at = now()
    const answer = await testEntry(order, book, policyBook.current().policy, at)
    const text = order.candidates.map((one) => one.text).join(' ')
    const secret = secrets.seal(text, at, answer.candidates[0]?.text ?? null)
    const said = answer.wouldAlert ? 'would alert' : 'would not alert'
    await uses.logUse(
      {
        at,
        who: sessionOf(response).user,
        action: 'entry-test',
        outcome: 'success',
        subject: null,
        detail: `${said}; plate ${secret.commitment}`,
      },
      secret,
    )
    response.json(TestAnswer.parse(answer))
  })
  return routes
}
