import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES } from './api/routes.ts'
import { noFault } from './asking.fixture.ts'
import { verifyAudit } from './command/audit-commands.ts'
import { type Asker, createAsker, nameOf } from './examples/example.fixture.ts'
import { EXAMPLES } from './examples/examples.fixture.ts'
import { openWorld, type World } from './examples/world.fixture.ts'

const STRANGE: readonly unknown[] = [
  null,
  -1,
  1e308,
  2 ** 53,
  '',
  "'; DROP TABLE use_log; --",
  '../../keys/master.key',
  'x\u0000y',
  '\ud800',
  'x'.repeat(3000),
  true,
  [],
  {},
  [null],
]

let world: World
let asker: Asker
beforeAll(async () => {
  world = await openWorld()
  asker = createAsker(world, EXAMPLES)
}, 240_000)
afterAll(() => world.central.close())

const withBody = ROUTES.filter(({ request }) => request)

describe('one strange value in a request that is right otherwise', { timeout: 120_000 }, () => {
  test.each(withBody.map((route, turn) => [nameOf(route), route, turn] as const))(
    '%s refuses it, or means it',
    async (name, route, turn) => {
      const ask = await asker.prepare(route)
      const places = leavesOf(ask.body)
      expect(places, 'an example has something in it').not.toEqual([])
      for (const [at, place] of places.entries()) {
        for (let n = 0; n < 3; n += 1) {
          const value = STRANGE[(turn + 3 * at + n) % STRANGE.length]
          const body = changed(ask.body, place, value)
          const what = `${name}, ${place.join('.')} = ${String(JSON.stringify(value)).slice(0, 40)}`
          await noFault(await asker.send(route, { ...ask, body }), what)
        }
      }
    },
  )

  test('promise 23: after all of it the server stands, said no fault, and its log verifies', async () => {
    expect((await world.kim.get('/api/session')).status).toBe(200)
    expect(world.central.log.filter((line) => /"level":(50|60)/.test(line))).toEqual([])
    await world.central.command(verifyAudit)
  })
})

type Place = readonly string[]

/** Where in a body a value stands; of long texts and lists nothing within. */
function leavesOf(body: unknown, from: Place = []): Place[] {
  if (typeof body !== 'object' || body === null || from.length > 2) return from.length > 0 ? [from] : []
  return Object.entries(body).flatMap(([key, value]) => leavesOf(value, [...from, key]))
}

function changed(body: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(body))
    return body.map((one, at) => (String(at) === key ? changed(one, rest, value) : one))
  const fields = body as Record<string, unknown>
  return { ...fields, [key]: changed(fields[key], rest, value) }
}
