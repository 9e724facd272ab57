import { Decision } from '@archway/shared/api/decision'
import {
  EntryPage,
  EntryQuery,
  ManualEntryView,
  NewEntry,
  NewRecall,
  RecallPage,
  RecallQuery,
  RecallView,
} from '@archway/shared/api/hotlist'
import express, { type RequestHandler, Router } from 'express'
import { z } from 'zod'
import { openedText } from '../audit/opened-text.ts'
import type { Secrets } from '../audit/secrets.ts'
import type { EntryDesk } from '../hotlist/entry-desk.ts'
import type { EntryLedger, ManualEntry, Recall } from '../ledger/entry-ledger.ts'
import type { SecretLedger } from '../ledger/secret-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { decisionNote } from './decision-note.ts'
import { requireAct, requireCsrf, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_ENTRIES = [
  {
    method: 'GET',
    path: '/entries',
    act: 'hotlist-view',
    query: EntryQuery,
    response: EntryPage,
    summary: 'Entries made by hand, newest first',
  },
  {
    method: 'POST',
    path: '/entries',
    act: 'entry-propose',
    request: NewEntry,
    response: ManualEntryView,
    status: 201,
    summary: 'Asks for an entry, with purpose, case and reason; it waits for another person',
  },
  {
    method: 'GET',
    path: '/entries/{n}',
    act: 'hotlist-view',
    response: ManualEntryView,
    summary: 'One entry made by hand, with who asked, approved and ended it',
  },
  {
    method: 'POST',
    path: '/entries/{n}/approve',
    act: 'entry-approve',
    request: Decision,
    response: ManualEntryView,
    summary: 'Puts the entry on the list at once; never by whoever asked for it',
  },
  {
    method: 'POST',
    path: '/entries/{n}/refuse',
    act: 'entry-approve',
    request: Decision,
    response: ManualEntryView,
    summary: 'Ends what was asked for',
  },
  {
    method: 'GET',
    path: '/recalls',
    act: 'hotlist-view',
    query: RecallQuery,
    response: RecallPage,
    summary: 'Entries that are wanted no more, and which units and people know',
  },
  {
    method: 'POST',
    path: '/recalls',
    act: 'entry-recall',
    request: NewRecall,
    response: RecallView,
    status: 201,
    summary: 'Takes an entry off whatever list holds it, at once and for good',
  },
  {
    method: 'POST',
    path: '/recalls/{n}/confirm',
    act: 'recall-confirm',
    response: null,
    status: 204,
    summary: 'Whoever acted on an alert of the entry says that they know',
  },
] as const satisfies readonly RouteEntry[]

const MAX_BODY = '16kb'
const Number_ = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

export interface EntryMeans {
  readonly ledger: Pick<EntryLedger, 'manualEntries' | 'manualEntry' | 'recalls' | 'personConfirms'> &
    SecretLedger
  readonly secrets: Secrets
  readonly entryDesk: EntryDesk
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** `/entries` and `/recalls`. */
export function entryRoutes(means: EntryMeans): Router {
  const { ledger, entryDesk, uses, now } = means
  const routes = Router()
  routes.use(express.json({ limit: MAX_BODY }))
  const opened = openedText(means)
  const noteIn = decisionNote(means)
  const view = async (entry: ManualEntry) => entryView(entry, await opened(entry.decidedLine))
  const viewed = (who: string, subject: string, detail: string | null) =>
    uses.logUse({ at: now(), who, action: 'hotlist-view', outcome: 'success', subject, detail })

  routes.get('/entries', requireAct('hotlist-view', means), async (request, response) => {
    const { state, before, limit: most } = parsed(EntryQuery, request.query)
    const where = { ...(state && { states: [state] }), ...(before && { before }) }
    const find = (limit: number) => ledger.manualEntries({ limit, ...where })
    const { items, next } = await paged(most, find, ({ n }) => n)
    const entries = await Promise.all(items.map(view))
    await viewed(sessionOf(response).user, 'entries made by hand', `${entries.length} entries`)
    response.json(EntryPage.parse({ entries, next }))
  })

  routes.post('/entries', requireCsrf, requireAct('entry-propose', means), async (request, response) => {
    const order = parsed(NewEntry, request.body)
    const who = sessionOf(response).user
    const made = await entryDesk.propose(order, who)
    if (!made.ok) {
      const { status, reason } = made.error
      const use = { at: now(), who, action: 'entry-propose', outcome: 'failure' } as const
      await uses.logUse({ ...use, subject: order.case, detail: reason })
      throw new ApiProblem(status, reason)
    }
    response.status(201).json(await view(made.value))
  })

  routes.get('/entries/:n', requireAct('hotlist-view', means), async (request, response) => {
    const n = inPath(Number_, request.params.n, 'There is no such entry.')
    const entry = await ledger.manualEntry(n)
    if (!entry) throw new ApiProblem(404, 'There is no such entry.')
    await viewed(sessionOf(response).user, `manual ${n}`, null)
    response.json(await view(entry))
  })

  const decide =
    (decision: 'approved' | 'refused'): RequestHandler =>
    async (request, response) => {
      const n = inPath(Number_, request.params.n, 'There is no such entry.')
      const done = await entryDesk.decide(n, decision, sessionOf(response).user, noteIn(request.body))
      if (!done.ok) throw new ApiProblem(done.error.status, done.error.reason)
      response.json(await view(done.value))
    }
  const mayDecide = [requireCsrf, requireAct('entry-approve', means)]
  routes.post('/entries/:n/approve', ...mayDecide, decide('approved'))
  routes.post('/entries/:n/refuse', ...mayDecide, decide('refused'))

  routes.get('/recalls', requireAct('hotlist-view', means), async (request, response) => {
    const { open, before, limit: most } = parsed(RecallQuery, request.query)
    const find = (limit: number) => ledger.recalls({ open, limit, ...(before && { before }) })
    const { items, next } = await paged(most, find, ({ n }) => n)
    const recalls = items.map(recallView)
    await viewed(sessionOf(response).user, 'recalls', `${recalls.length} recalls`)
    response.json(RecallPage.parse({ recalls, next }))
  })

  routes.post('/recalls', requireCsrf, requireAct('entry-recall', means), async (request, response) => {
    const { entry, reason } = parsed(NewRecall, request.body)
    const who = sessionOf(response).user
    const made = await entryDesk.recall(entry, reason, who)
    if (!made.ok) {
      const use = { at: now(), who, action: 'entry-recall', outcome: 'failure' } as const
      await uses.logUse({ ...use, subject: entry, detail: made.error.reason })
      throw new ApiProblem(made.error.status, made.error.reason)
    }
    const [recall] = await ledger.recalls({ open: false, before: made.value + 1, limit: 1 })
    if (!recall) throw new Error(`recall ${made.value} is not there`)
    response.status(201).json(recallView(recall))
  })

  routes.post(
    '/recalls/:n/confirm',
    requireCsrf,
    requireAct('recall-confirm', means),
    async (request, response) => {
      const n = inPath(Number_, request.params.n, 'There is no such recall.')
      const outcome = await ledger.personConfirms(n, sessionOf(response).user, now())
      if (outcome === 'not-asked') throw new ApiProblem(404, 'No such recall waits for your word.')
      response.status(204).end()
    },
  )
  return routes
}

const entryView = (
  { content, caseNumber, decidedLine: _, ...entry }: ManualEntry,
  decisionNote: string | null,
): ManualEntryView => {
  const { id, plate, jurisdiction, category, flags } = content
  return ManualEntryView.parse({
    ...entry,
    decisionNote,
    case: caseNumber,
    entry: id,
    plate,
    jurisdiction,
    category,
    flags,
  })
}

const recallView = (recall: Recall): RecallView => ({
  ...recall,
  receipts: [...recall.receipts],
  unconfirmed: recall.receipts.filter(({ confirmedAt }) => confirmedAt === null).length,
})
