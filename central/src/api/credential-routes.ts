import { PasswordChange, PasswordGiven, PersonDone, SubjectLink } from '@archway/shared/api/people'
import { Router } from 'express'
import { generatePassword, hashPassword } from '../people/passwords.ts'
import { subjectKey } from '../people/sso.ts'
import { sessionOf } from './guard.ts'
import { parsed } from './parsed.ts'
import { changing, nameOf, type PeopleRouteMeans, refused } from './people-change.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_CREDENTIALS: readonly RouteEntry[] = [
  {
    method: 'POST',
    path: '/people/{name}/password',
    act: 'person-password',
    request: PasswordChange,
    response: PasswordGiven,
    summary: 'make a password for one login, shown once; never for oneself',
  },
  {
    method: 'POST',
    path: '/people/{name}/link',
    act: 'person-link',
    request: SubjectLink,
    response: PersonDone,
    summary: 'let the single sign-on vouch for the account, or no more; never for oneself',
  },
]

/** Under /api/people: what somebody else signs in with. One's own password needs no administrator. */
export function credentialRoutes(means: PeopleRouteMeans): Router {
  const { ledger, ssoProvider, random, now } = means
  const routes = Router()
  const change = changing(means)

  routes.post('/:name/password', ...change('person-password'), async (request, response) => {
    const name = nameOf(request)
    const { reason } = parsed(PasswordChange, request.body)
    const by = sessionOf(response).user
    if (name === by) throw refused('self')
    const password = generatePassword(random)
    const outcome = await ledger.setPassword(name, await hashPassword(password), now(), by, reason)
    if (outcome !== 'set') throw refused(outcome)
    response.json({ name, password })
  })

  routes.post('/:name/link', ...change('person-link'), async (request, response) => {
    const name = nameOf(request)
    const { subject, reason } = parsed(SubjectLink, request.body)
    const by = sessionOf(response).user
    if (name === by) throw refused('self')
    // A link of before can be ended where the single sign-on is gone.
    if (subject !== null && ssoProvider === null) throw refused('no-sso')
    const key = subject === null || ssoProvider === null ? null : subjectKey(ssoProvider.issuer, subject)
    const outcome = await ledger.linkSubject(name, key, now(), by, reason)
    if (outcome !== 'linked') throw refused(outcome)
    response.json({ name, done: subject === null ? 'unlinked' : 'linked' })
  })
  return routes
}
