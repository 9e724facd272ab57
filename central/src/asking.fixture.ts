import { connect } from 'node:net'
import { Problem } from '@archway/shared/api'
import { UsePage } from '@archway/shared/api/review'
import { Role } from '@archway/shared/role'
import { expect } from 'vitest'
import type { RouteEntry } from './api/route-list.ts'
import { ROUTES } from './api/routes.ts'
import { type Browser, signIn } from './browser.fixture.ts'
import { FREE } from './examples/world.fixture.ts'
import { type Central, startCentral } from './serve.fixture.ts'

export const ID = '019ca945-0a00-7a2d-9ccc-2502b367a53e'

/** All that needs a session, but the stream, which never ends. */
export const CLOSED = ROUTES.filter((route) => !route.open && route.content !== 'text/event-stream')
const at = (path: string, part = ID) => `/api${path.replaceAll(/\{\w+\}/g, part)}`

/** A central with a list and a unit, somebody of every office, and an officer; and how to ask it whatever. */
export async function openAsking() {
  const central: Central = await startCentral(FREE)
  const url = central.serving.http
  await central.importPlates('SEC7RET')
  await central.addUnit('fixed-1', 'fixed')
  const all = await signIn(url, 'all', await central.addPerson('all', Role.options))
  const password = await central.addPerson('off', ['officer'])
  const signInOfficer = () => signIn(url, 'off', password)

  const send = (
    { method, path }: Pick<RouteEntry, 'method' | 'path'>,
    {
      who = all,
      part,
      query = '',
      headers = {},
      body,
    }: {
      who?: Pick<Browser, 'cookie' | 'csrf'>
      part?: string
      query?: string
      headers?: Record<string, string>
      body?: RequestInit['body']
    } = {},
  ) =>
    fetch(url + at(path, part) + query, {
      method,
      headers: {
        cookie: who.cookie,
        'x-archway-csrf': who.csrf,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    })
  const usesLike = async (query: string) =>
    UsePage.parse(await (await all.get(`/api/uses?${query}`)).json()).uses
  return { central, url, all, officer: await signInOfficer(), signInOfficer, send, usesLike }
}
export type Asking = Awaited<ReturnType<typeof openAsking>>

/** A refusal as it must be: of the client's fault, in one shape, without a word of how the program is made. */
export async function refusal(answer: Response, what: string): Promise<Problem> {
  const text = await answer.text()
  expect(answer.status, `${what}: ${text}`).toBeGreaterThanOrEqual(400)
  expect(answer.status, `${what}: ${text}`).toBeLessThan(500)
  expect(answer.headers.get('content-type'), what).toContain('application/problem+json')
  expect(answer.headers.get('cache-control'), what).toBe('no-store')
  expect(text, what).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(|SQLITE|SqliteError|ZodError|SyntaxError/)
  expect(text.length, what).toBeLessThan(4000)
  return Problem.parse(JSON.parse(text))
}
/** Whatever came of it, it was no fault of ours. */
export async function noFault(answer: Response, what: string): Promise<void> {
  if (answer.status >= 400) await refusal(answer, what)
  else await answer.arrayBuffer()
}

/** Some at a time: a browser does no less, and one after the other would take minutes. */
export async function together<T>(items: readonly T[], ask: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += 8) await Promise.all(items.slice(from, from + 8).map(ask))
}

/** Bytes as they are, and what comes back until the connection ends or the time is up. */
export const raw = (port: number, sent: string, patienceMs = 5000) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(sent))
    let heard = ''
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => {
      heard += part
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
    setTimeout(() => socket.destroy(), patienceMs)
  })
