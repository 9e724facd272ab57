import { Decision } from '@archway/shared/api/decision'
import { PolicyDecided, PolicyProposal, PolicyProposed, PolicyVersions } from '@archway/shared/api/policy'
import { Policy } from '@archway/shared/policy'
import express, { Router } from 'express'
import { z } from 'zod'
import { openedText } from '../audit/opened-text.ts'
import type { Secrets } from '../audit/secrets.ts'
import type { PolicyDecision, PolicyLedger, PolicyVersion } from '../ledger/policy-ledger.ts'
import type { SecretLedger } from '../ledger/secret-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import { proposePolicy } from '../policy/propose-policy.ts'
import { decisionNote } from './decision-note.ts'
import { requireAct, requireCsrf, requireFresh, sessionOf } from './guard.ts'
import { inPath, parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const Counted = z.coerce.number().int().positive()
const MAX_BODY = '32kb'

export const ROUTES_POLICY: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/policies',
    act: 'policy-view',
    response: PolicyVersions,
    summary: 'every version of the policy, with who proposed and who decided it',
  },
  {
    method: 'POST',
    path: '/policies',
    act: 'policy-propose',
    request: PolicyProposal,
    response: PolicyProposed,
    status: 201,
    summary: 'propose a policy against the one in force',
  },
  {
    method: 'POST',
    path: '/policies/{n}/approve',
    act: 'policy-approve',
    request: Decision,
    response: PolicyDecided,
    summary: 'put a proposal in force; never by whoever proposed it',
  },
  {
    method: 'POST',
    path: '/policies/{n}/refuse',
    act: 'policy-approve',
    request: Decision,
    response: PolicyDecided,
    summary: 'end a proposal',
  },
]

export interface PolicyMeans {
  readonly ledger: PolicyLedger & SecretLedger
  readonly secrets: Secrets
  readonly policyBook: PolicyBook
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** Under /api/policies. */
export function policyRoutes(means: PolicyMeans): Router {
  const { ledger, policyBook, uses, now } = means
  const routes = Router()
  const json = express.json({ limit: MAX_BODY })
  const fresh = requireFresh(means)
  const opened = openedText(means)
  const noteIn = decisionNote(means)
  const view = async (
    { label, content, changes, n, decidedLine, ...rest }: PolicyVersion,
    inForce: number,
  ): Promise<PolicyVersions['versions'][number]> => ({
    n,
    version: label,
    inForce: n === inForce,
    changes: [...changes],
    policy: Policy.parse(JSON.parse(content)),
    ...rest,
    decisionNote: await opened(decidedLine),
  })

  routes.get('/', requireAct('policy-view', means), async (_request, response) => {
    const { n: inForce } = policyBook.current()
    const versions = await Promise.all((await ledger.policyVersions()).map((one) => view(one, inForce)))
    await uses.logUse({
      at: now(),
      who: sessionOf(response).user,
      action: 'policy-view',
      outcome: 'success',
      subject: null,
      detail: null,
    })
    response.json({ versions } satisfies PolicyVersions)
  })

  routes.post(
    '/',
    requireCsrf,
    requireAct('policy-propose', means),
    fresh,
    json,
    async (request, response) => {
      const { policy, reason, notBefore } = parsed(PolicyProposal, request.body)
      const by = sessionOf(response).user
      const outcome = await proposePolicy(ledger, policyBook.current(), {
        policy,
        reason,
        notBefore,
        at: now(),
        by,
      })
      if (!outcome.ok) throw new ApiProblem(409, `Not proposed: ${outcome.error}.`)
      response.status(201).json(outcome.value)
    },
  )

  for (const [verb, state, decide] of [
    ['approve', 'approved', ledger.approvePolicy],
    ['refuse', 'refused', ledger.refusePolicy],
  ] as const) {
    routes.post(
      `/:n/${verb}`,
      requireCsrf,
      requireAct('policy-approve', means),
      fresh,
      json,
      async (request, response) => {
        const n = inPath(Counted, request.params.n, 'There is no such number.')
        const outcome = await decide(n, now(), sessionOf(response).user, noteIn(request.body))
        if (outcome !== 'done') throw new ApiProblem(...REFUSALS[outcome])
        await policyBook.refresh()
        response.json({ n, state })
      },
    )
  }
  return routes
}

const REFUSALS: Record<Exclude<PolicyDecision, 'done'>, [number, string]> = {
  'unknown-version': [404, 'There is no such version of the policy.'],
  'not-open': [409, 'This version was decided already.'],
  'same-person': [409, 'Whoever proposed it cannot approve it; another person must.'],
  overtaken: [409, 'Another version was approved meanwhile; propose it anew on top of that.'],
}
