import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Role } from '@archway/shared/role'
import express, { type Router } from 'express'
import { CSRF_HEADER } from './guard.ts'
import { problemHandler } from './problem.ts'

/** Some routes on a server of their own, asked by whom a test names; the login is tested elsewhere. */
export interface RouteServer {
  /** What went wrong that was not the client's fault. */
  readonly faults: unknown[]
  /** @param body JSON already, or what becomes it */
  call(
    user: string,
    method: string,
    path: string,
    body?: unknown,
    csrf?: string,
    // biome-ignore lint/suspicious/noExplicitAny: what came is looked at field by field
  ): Promise<{ readonly status: number; readonly bytes: Uint8Array; readonly json: any }>
  close(): void
}

/**
 * @param people their offices; who is not among them has none
 * @param freshUntil when what is privileged needs the password again, in milliseconds since 1970
 */
export async function serveRoutes(
  routes: Readonly<Record<string, Router>>,
  people: Readonly<Record<string, readonly Role[]>>,
  freshUntil: () => number,
): Promise<RouteServer> {
  const faults: unknown[] = []
  const app = express()
  app.set('query parser', 'simple')
  app.use('/api', (request, response, next) => {
    const user = request.get('x-test-user') ?? ''
    const roles = people[user] ?? []
    response.locals.session = { user, displayName: user, roles, csrf: 'c', freshUntil: freshUntil() }
    next()
  })
  for (const [path, router] of Object.entries(routes)) app.use(path, router)
  app.use(problemHandler((fault) => faults.push(fault)))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    faults,
    async call(user, method, path, body, csrf = 'c') {
      const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, {
        method,
        headers: {
          'x-test-user': user,
          [CSRF_HEADER]: csrf,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      const isJson = answer.headers.get('content-type')?.includes('json')
      const json = isJson ? JSON.parse(Buffer.from(bytes).toString()) : null
      return { status: answer.status, bytes, json }
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
