import type { Act } from '@archway/shared/act'
import { UserName } from '@archway/shared/api/people'
import type { RandomBytes } from '@archway/shared/id'
import express, { type Request, type RequestHandler, type Response } from 'express'
import type { PeopleLedger } from '../ledger/people-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import { requireAct, requireCsrf, requireFresh, sessionOf } from './guard.ts'
import { usesLogged } from './log-use.ts'
import { inPath } from './parsed.ts'
import { ApiProblem } from './problem.ts'

const MAX_BODY = '16kb'

export interface PeopleRouteMeans {
  readonly ledger: PeopleLedger
  readonly policyBook: Pick<PolicyBook, 'current'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly random: RandomBytes
  /** The department's own sign-in; null: there is none. */
  readonly ssoProvider: { readonly label: string; readonly issuer: string } | null
  readonly now: () => number
}

/** Guards of a change to people: a privileged act, with a small body. */
export const changing =
  (means: PeopleRouteMeans) =>
  (act: Act): RequestHandler[] => [
    requireCsrf,
    requireAct(act, means),
    requireFresh(means),
    express.json({ limit: MAX_BODY }),
  ]

/** Logs that something about people was looked at; whoever answers waits for it. */
export const seeing =
  (means: PeopleRouteMeans) => (response: Response, action: Act, subject: string | null) =>
    usesLogged(means)(sessionOf(response).user, action, 'success', subject, null)

const SAID: Readonly<Record<string, string>> = {
  self: 'Nobody does this to themselves; another person must.',
  held: 'The person has this role already.',
  'not-held': 'The person does not have this role.',
  disabled: 'The account is disabled; enable it first.',
  'already-disabled': 'The account is disabled already.',
  'not-disabled': 'The account is not disabled.',
  'self-trained': 'Nobody trains themselves.',
  taken: 'That subject is linked to another account.',
  'no-sso': 'This installation has no single sign-on; see its configuration.',
  'decided-already': 'This was decided already.',
}
/** For a person: why it was not done. */
export const said = (outcome: string): string => SAID[outcome] ?? `Not done: ${outcome}.`

/** What an outcome that is not the wished one is answered with. */
export const refused = (outcome: string): ApiProblem =>
  outcome === 'unknown-person'
    ? new ApiProblem(404, 'There is no such person.')
    : new ApiProblem(409, said(outcome))

/** Whom a path names. */
export const nameOf = (request: Request): string =>
  inPath(UserName, request.params.name, 'There is no such person.')
