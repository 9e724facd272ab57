import type { RouteEntry } from '../api/route-list.ts'
import { ROUTES } from '../api/routes.ts'
import type { Browser } from '../browser.fixture.ts'
import type { World } from './world.fixture.ts'

/** One valid request. */
export interface Ask {
  /** Left out: kim, who has every office. Null: nobody is signed in. */
  readonly as?: Pick<Browser, 'cookie' | 'csrf'> | null
  /** Of the path, in their order. */
  readonly parts?: readonly (string | number)[]
  /** With its question mark. */
  readonly query?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What examples are made with. */
export interface Means extends World {
  /** The answer to the route's own example, asked anew; it must be a success. */
  again<T>(route: string): Promise<T>
  /** The answer to this very request; it must be a success. */
  answer<T>(route: string, ask: Ask): Promise<T>
  /** The answer that the route's example had when it was first asked, or has now. */
  first<T>(route: string): Promise<T>
}

/** Prepares what a route needs and says what to ask it for. */
type Example = (means: Means) => Ask | Promise<Ask>
export type Examples = Readonly<Record<string, Example>>

export interface Numbered {
  readonly n: number
}
export interface Identified {
  readonly id: string
}

export const nameOf = ({ method, path }: Pick<RouteEntry, 'method' | 'path'>): string => `${method} ${path}`

export interface Asker {
  /** Makes the example's request. */
  prepare(route: RouteEntry): Promise<Ask>
  send(route: Pick<RouteEntry, 'method' | 'path'>, ask: Ask): Promise<Response>
  /** Asks once, however often this is called. */
  first(route: RouteEntry): Promise<Response>
}

/** Asks routes by their examples. What has no example and needs nothing is asked for as it is. */
export function createAsker(world: World, examples: Examples): Asker {
  const answers = new Map<string, Promise<Response>>()
  const routeOf = (name: string): RouteEntry => {
    const route = ROUTES.find((one) => nameOf(one) === name)
    if (!route) throw new Error(`there is no route ${name}`)
    return route
  }
  const ask = async (route: RouteEntry) => send(route, await prepare(route))
  const first = (route: RouteEntry) => {
    const name = nameOf(route)
    const answer = answers.get(name) ?? ask(route)
    answers.set(name, answer)
    return answer
  }
  const bodyOf = async <T>(name: string, answer: Promise<Response>): Promise<T> => {
    const response = (await answer).clone()
    const text = await response.text()
    if (!response.ok) throw new Error(`${name}: ${response.status} ${text}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }
  const means: Means = {
    ...world,
    answer: (name, asked) => bodyOf(name, send(routeOf(name), asked)),
    again: (name) => bodyOf(name, ask(routeOf(name))),
    first: (name) => bodyOf(name, first(routeOf(name))),
  }
  const prepare = async (route: RouteEntry): Promise<Ask> => (await examples[nameOf(route)]?.(means)) ?? {}
  const send: Asker['send'] = (
    { method, path },
    { as = world.kim, parts = [], query = '', body, headers },
  ) => {
    let at = 0
    const filled = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(String(parts[at++])))
    return fetch(`${world.url}/api${filled}${query}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(as ? { cookie: as.cookie } : {}),
        'x-archway-csrf': as?.csrf ?? 'login',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }
  return { prepare, send, first }
}
