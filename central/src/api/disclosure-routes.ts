import { Decision } from '@archway/shared/api/decision'
import {
  DisclosurePage,
  DisclosureQuery,
  DisclosureView,
  NewDisclosure,
} from '@archway/shared/api/disclosure'
import { Uuid7 } from '@archway/shared/id'
import express, { Router } from 'express'
import { openedText } from '../audit/opened-text.ts'
import type { Secrets } from '../audit/secrets.ts'
import type { Disclosures } from '../disclosure/disclosures.ts'
import type { DisclosureLedger, DisclosureRecord } from '../ledger/disclosure-ledger.ts'
import type { SecretLedger } from '../ledger/secret-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import { decisionNote } from './decision-note.ts'
import { requireAct, requireCsrf, requireFresh, sessionOf } from './guard.ts'
import { usesLogged } from './log-use.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem, refusing } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_DISCLOSURES = [
  {
    method: 'GET',
    path: '/disclosures',
    act: 'disclosure-view',
    query: DisclosureQuery,
    response: DisclosurePage,
    summary: 'Disclosures, newest first',
  },
  {
    method: 'POST',
    path: '/disclosures',
    act: 'disclosure-propose',
    request: NewDisclosure,
    response: DisclosureView,
    status: 201,
    summary: 'Proposes what to give on a request, and on what ground',
  },
  {
    method: 'GET',
    path: '/disclosures/{id}',
    act: 'disclosure-view',
    response: DisclosureView,
    summary: 'One disclosure, with every export of it',
  },
  {
    method: 'POST',
    path: '/disclosures/{id}/approve',
    act: 'disclosure-approve',
    request: Decision,
    response: DisclosureView,
    summary: 'Approves it; never by whoever proposed it',
  },
  {
    method: 'POST',
    path: '/disclosures/{id}/refuse',
    act: 'disclosure-approve',
    request: Decision,
    response: DisclosureView,
    summary: 'Refuses it',
  },
  {
    method: 'POST',
    path: '/disclosures/{id}/export',
    act: 'disclosure-export',
    response: null,
    content: 'application/zip',
    summary: 'The package: images with a watermark, reads, manifest of hashes, signature',
  },
] as const satisfies readonly RouteEntry[]

const MAX_BODY = '64kb'
const NO_DISCLOSURE = 'No such disclosure.'

const PROBLEMS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  'unknown-disclosure': [404, NO_DISCLOSURE],
  'unknown-request': [404, 'No such request.'],
  'same-person': [409, 'This needs another person than the one who proposed it.'],
  'wrong-state': [409, 'It is not in a state in which that can be done: not approved, or decided already.'],
  gone: [410, 'A Read of it was purged and is not held; nothing was exported.'],
  'too-large': [413, 'It is too large for one package; propose it in parts.'],
}

export interface DisclosureMeans {
  readonly ledger: Pick<DisclosureLedger, 'disclosure' | 'disclosures' | 'decideDisclosure'> & SecretLedger
  readonly secrets: Secrets
  readonly disclosures: Pick<Disclosures, 'propose' | 'export'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** `/disclosures`: the only way in which records leave. */
export function disclosureRoutes(means: DisclosureMeans): Router {
  const { ledger, disclosures, now } = means
  const routes = Router()
  const json = express.json({ limit: MAX_BODY })
  const log = usesLogged(means)
  const refuse = refusing(PROBLEMS)
  const opened = openedText(means)
  const noteIn = decisionNote(means)
  const view = async ({ decidedLine, ...disclosure }: DisclosureRecord) =>
    DisclosureView.parse({ ...disclosure, decisionNote: await opened(decidedLine) })
  const disclosureOf = async (id: Uuid7) =>
    view((await ledger.disclosure(id)) ?? refuse('unknown-disclosure'))
  routes.get('/', requireAct('disclosure-view', means), async (request, response) => {
    const { before = null, limit } = parsed(DisclosureQuery, request.query)
    const find = (count: number) => ledger.disclosures(before, count)
    const { items: shown, next } = await paged(limit, find, ({ id }) => id)
    await log(sessionOf(response).user, 'disclosure-view', 'success', null, `${shown.length} disclosures`)
    response.json(DisclosurePage.parse({ disclosures: await Promise.all(shown.map(view)), next }))
  })

  routes.post('/', requireCsrf, requireAct('disclosure-propose', means), json, async (request, response) => {
    const order = parsed(NewDisclosure, request.body)
    const proposed = await disclosures.propose(order, sessionOf(response).user)
    if (proposed.ok) {
      response.status(201).json(await view(proposed.value))
      return
    }
    if (proposed.error in PROBLEMS) refuse(proposed.error)
    await log(sessionOf(response).user, 'disclosure-propose', 'failure', order.request, 'a Read is not there')
    throw new ApiProblem(409, `${proposed.error}.`)
  })

  routes.get('/:id', requireAct('disclosure-view', means), async (request, response) => {
    const disclosure = await disclosureOf(inPath(Uuid7, request.params.id, NO_DISCLOSURE))
    await log(sessionOf(response).user, 'disclosure-view', 'success', disclosure.id, null)
    response.json(disclosure)
  })

  for (const [path, approve] of [
    ['approve', true],
    ['refuse', false],
  ] as const) {
    routes.post(
      `/:id/${path}`,
      requireCsrf,
      requireAct('disclosure-approve', means),
      requireFresh(means),
      json,
      async (request, response) => {
        const id = inPath(Uuid7, request.params.id, NO_DISCLOSURE)
        const note = noteIn(request.body)
        const outcome = await ledger.decideDisclosure(id, approve, now(), sessionOf(response).user, note)
        if (outcome !== 'approved' && outcome !== 'refused') refuse(outcome)
        response.json(await disclosureOf(id))
      },
    )
  }

  routes.post(
    '/:id/export',
    requireCsrf,
    requireAct('disclosure-export', means),
    requireFresh(means),
    async (request, response) => {
      const id = inPath(Uuid7, request.params.id, NO_DISCLOSURE)
      const who = sessionOf(response).user
      const exported = await disclosures.export(id, who)
      if (!exported.ok) {
        await log(who, 'disclosure-export', 'failure', id, exported.error)
        return refuse(exported.error)
      }
      const { zip, name } = exported.value
      response
        .set({ 'content-disposition': `attachment; filename="${name}"` })
        .type('application/zip')
        .send(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength))
    },
  )
  return routes
}
