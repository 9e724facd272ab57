import { Problem } from '@archway/shared/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KINDS } from './api/problem.ts'
import type { RouteEntry } from './api/route-list.ts'
import { ROUTES } from './api/routes.ts'
import { type Asker, createAsker, nameOf } from './examples/example.fixture.ts'
import { ELSEWHERE, EXAMPLES, needsExample } from './examples/examples.fixture.ts'
import { openWorld, type World } from './examples/world.fixture.ts'

let world: World
let asker: Asker
beforeAll(async () => {
  world = await openWorld()
  asker = createAsker(world, EXAMPLES)
}, 240_000)
afterAll(async () => {
  await world.central.close()
})

/** What was changed is there when it is asked for. */
const asked = ROUTES.filter((route) => !ELSEWHERE.has(nameOf(route)))
const inOrder = [
  ...asked.filter(({ method }) => method !== 'GET'),
  ...asked.filter(({ method }) => method === 'GET'),
]

describe('examples', () => {
  test('there is one of every route that changes something or names something', () => {
    expect(
      ROUTES.filter(needsExample)
        .map(nameOf)
        .filter((name) => !(name in EXAMPLES)),
    ).toEqual([])
  })

  test('there is none of a route that is not', () => {
    const names = new Set(ROUTES.map(nameOf))
    expect(Object.keys(EXAMPLES).filter((name) => !names.has(name))).toEqual([])
  })
})

describe('a valid request is answered as the description says', { timeout: 60_000 }, () => {
  test.each(inOrder.map((route) => [nameOf(route), route] as const))('%s', async (_name, route) => {
    const answer = await asker.first(route)
    // Others may ask for what was answered; a stream has no end to be copied to.
    await held(route, route.content === 'text/event-stream' ? answer : answer.clone())
  })

  test('and none of it was a fault', () => {
    expect(world.central.log.filter((line) => /"level":(50|60)/.test(line))).toEqual([])
  })
})

/** Holds status, kind and every field of an answer against the list of routes. */
async function held({ response, content, status }: RouteEntry, answer: Response): Promise<void> {
  const kind = answer.headers.get('content-type')
  if (content === 'text/event-stream') {
    await answer.body?.cancel()
    expect([answer.status, kind]).toEqual([200, expect.stringContaining(content)])
    return
  }
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(answer.status, bytes.toString('utf8', 0, 2000)).toBe(status ?? (response || content ? 200 : 204))
  if (content) {
    expect(kind).toContain(content)
    expect(bytes.length).toBeGreaterThan(0)
  } else if (answer.status >= 400) {
    expect(Problem.parse(JSON.parse(bytes.toString())).type).toBe(KINDS[answer.status])
  } else if (response) {
    expect(kind).toContain('application/json')
    expect(response.safeParse(JSON.parse(bytes.toString())).error?.issues ?? []).toEqual([])
  } else expect(bytes.length).toBe(0)
}
