import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Problem } from '@archway/shared/api'
import express from 'express'
import { afterEach, expect, test } from 'vitest'
import { problemHandler } from './problem.ts'
import { rateGuards } from './rate-limit.ts'

let server: Server
afterEach(() => new Promise((resolve) => void server.close(resolve)))

/** Who asks says so in a header, as a session would. */
async function open(limits: Parameters<typeof rateGuards>[0]): Promise<string> {
  const { address, session, login } = rateGuards(limits)
  const app = express()
  app.use(address)
  app.get('/login', login, (_request, response) => void response.end())
  app.get(
    '/alerts',
    (request, response, next) => {
      response.locals.session = { csrf: request.get('who') }
      next()
    },
    session,
    (_request, response) => void response.end(),
  )
  app.use(problemHandler(() => {}))
  server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('who asks too often waits: 429, with the seconds, in the one shape', async () => {
  const url = await open({ address: 100, session: 100, login: 2 })
  for (let n = 0; n < 2; n++) expect((await fetch(`${url}/login`)).status).toBe(200)
  const answer = await fetch(`${url}/login`)
  expect(answer.status).toBe(429)
  const seconds = Number(answer.headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(60)
  expect(Problem.parse(await answer.json()).type).toBe('urn:archway:too-many-requests')
  expect((await fetch(`${url}/alerts`, { headers: { who: 'kim' } })).status).toBe(200)
})

test('a session that is too busy takes nothing from another at the same address; an address does', async () => {
  const url = await open({ address: 4, session: 2, login: 2 })
  const ask = async (who: string) => (await fetch(`${url}/alerts`, { headers: { who } })).status
  expect([await ask('kim'), await ask('kim'), await ask('kim'), await ask('sam')]).toEqual([
    200, 200, 429, 200,
  ])
  expect(await ask('sam')).toBe(429)
})
