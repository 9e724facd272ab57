import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sha256 } from '@archway/shared/signing'
import express from 'express'
import { expect } from 'vitest'
import { DESK, type Department, openDepartment } from '../people/login.fixture.ts'
import { SHIPPED } from '../policy/policy.fixture.ts'
import { openPolicyBook } from '../policy/policy-book.ts'
import { accountRoutes } from './account-routes.ts'
import { CSRF_HEADER, requireSession } from './guard.ts'
import { peopleRoutes } from './people-routes.ts'
import { policyRoutes } from './policy-routes.ts'
import { problemHandler } from './problem.ts'

/** The sign-in of the department's own; nobody asks it here. */
export const PROVIDER = { label: 'the city', issuer: 'https://login.example.org' }

export type PeopleDesk = Awaited<ReturnType<typeof openPeopleDesk>>

/** A small department, and over it the routes of people and the policy, asked by whoever signed in. */
export async function openPeopleDesk(ssoProvider: typeof PROVIDER | null = PROVIDER) {
  const at = await openDepartment()
  const now = () => at.now
  const policyBook = await openPolicyBook(at.ledger, SHIPPED, now)
  const random = (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into)
  const { people, ledger, secrets } = at
  const about = { ledger, secrets, uses: ledger, policyBook, ssoProvider }
  const means = { ...people, ...about, random, now, secure: false }
  const app = express()
    .use(requireSession(people.sessions, { secure: false, extend: true }))
    .use(accountRoutes(means))
    .use('/people', peopleRoutes(means))
    .use('/policies', policyRoutes(means))
    .use(problemHandler((error) => expect.unreachable(String(error))))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    at,
    policyBook,
    /** Somebody at a browser: a call gives the status and the body. */
    async desk(name: string, ...roles: Parameters<Department['add']>[1]) {
      await at.add(name, roles)
      const place = { ...DESK, address: '127.0.0.1', agent: sha256('archway test') }
      const { token, session } = await at.signIn(name, place)
      const headers = {
        cookie: `archway=${token}`,
        'user-agent': 'archway test',
        'content-type': 'application/json',
      }
      return async (
        path: string,
        body?: object,
        more: Record<string, string> = { [CSRF_HEADER]: session.csrf },
      ) => {
        const change = body ? { method: 'POST', body: JSON.stringify(body) } : {}
        const answer = await fetch(`${url}${path}`, { ...change, headers: { ...headers, ...more } })
        const text = await answer.text()
        return { status: answer.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : null }
      }
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await at.close()
    },
  }
}
