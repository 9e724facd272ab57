import { NewPasskey, NewPassword, PasskeyList, PasskeyOptions } from '@archway/shared/api/login'
import express, { Router } from 'express'
import type { PersonLedger } from '../ledger/person-ledger.ts'
import type { PasskeyDesk } from '../people/passkey-desk.ts'
import { hashPassword, passwordProblem } from '../people/passwords.ts'
import { placeOf, requireCsrf, requireFresh, sessionOf, setToken } from './guard.ts'
import { parsed } from './parsed.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

const MAX_BODY = '32kb'

export const ROUTES_ACCOUNT: readonly RouteEntry[] = [
  { method: 'GET', path: '/passkeys', act: null, response: PasskeyList, summary: "one's own passkeys" },
  {
    method: 'POST',
    path: '/passkeys/options',
    act: null,
    response: PasskeyOptions,
    summary: 'begin to add a passkey; needs a fresh login',
  },
  {
    method: 'POST',
    path: '/passkeys',
    act: null,
    request: NewPasskey,
    response: null,
    status: 204,
    summary: 'add a passkey with what the browser made',
  },
  {
    method: 'POST',
    path: '/passkeys/{id}/remove',
    act: null,
    response: null,
    status: 204,
    summary: 'remove a passkey; needs a fresh login',
  },
  {
    method: 'POST',
    path: '/password',
    act: null,
    request: NewPassword,
    response: null,
    status: 204,
    summary: "set one's own password; needs a fresh login, and signs out everywhere",
  },
]

export interface AccountMeans {
  readonly passkeys: PasskeyDesk
  readonly ledger: Pick<PersonLedger, 'setPassword'>
  readonly secure: boolean
  readonly now: () => number
}

/** Under /api: what people do with their own account. Whoever finds an open desk can do none of it. */
export function accountRoutes(means: AccountMeans): Router {
  const { passkeys, ledger, secure, now } = means
  const routes = Router()
  const json = express.json({ limit: MAX_BODY })
  const own = [requireCsrf, requireFresh(means), json]

  routes.get('/passkeys', async (_request, response) => {
    const list = await passkeys.list(sessionOf(response).user)
    response.json({
      passkeys: list.map(({ id, label, addedAt, lastUsedAt }) => ({ id, label, addedAt, lastUsedAt })),
    })
  })
  routes.post('/passkeys/options', ...own, async (request, response) => {
    const { user, displayName } = sessionOf(response)
    const options = await passkeys.begin({ name: user, displayName }, placeOf(request, secure))
    if (!options)
      throw new ApiProblem(409, 'Passkeys need the name of this server in the address, not a number.')
    response.json({ options })
  })
  routes.post('/passkeys', ...own, async (request, response) => {
    const { label, response: made } = parsed(NewPasskey, request.body)
    const outcome = await passkeys.add(sessionOf(response).user, label, made, placeOf(request, secure))
    if (outcome === 'exists') throw new ApiProblem(409, 'This passkey is added already.')
    if (outcome === 'refused') throw new ApiProblem(400, 'That was no answer to what was asked; begin again.')
    response.status(204).end()
  })
  routes.post('/passkeys/:id/remove', ...own, async (request, response) => {
    const outcome = await passkeys.remove(sessionOf(response).user, String(request.params.id))
    if (outcome === 'unknown-passkey') throw new ApiProblem(404, 'There is no such passkey of yours.')
    response.status(204).end()
  })
  routes.post('/password', ...own, async (request, response) => {
    const { password } = parsed(NewPassword, request.body)
    const { user } = sessionOf(response)
    const problem = passwordProblem(password, user)
    if (problem) throw new ApiProblem(400, `Not set: ${problem}.`)
    await ledger.setPassword(user, await hashPassword(password), now(), user)
    setToken(response, null, secure)
    response.status(204).end()
  })
  return routes
}
