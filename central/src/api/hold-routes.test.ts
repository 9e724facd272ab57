import { HoldDetail, HoldPage, HoldView, NewHold } from '@archway/shared/api/hold'
import { uuid7 } from '@archway/shared/id'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysOld } from '../retention/retention.fixture.ts'
import { sweep } from '../retention/sweep.ts'
import { NOON, random } from '../store/judged.fixture.ts'
import { DAY_MS, newHold, PEOPLE, recordsDesk } from './records-desk.fixture.ts'
import type { RouteServer } from './route-server.fixture.ts'

const at = recordsDesk()
const { lines, passing } = at
const call: RouteServer['call'] = (...asked) => at.call(...asked)

describe('holds over the API', () => {
  test('promise 16: proposed by one, approved by another, kept through the purge, shown to who may see plates', async () => {
    const made = await passing(daysOld(90))
    const proposed = await call('ann', 'POST', '/holds', newHold({ alerts: [made.alert] }))
    expect(proposed.status).toBe(201)
    const { id } = HoldView.parse(proposed.json)
    expect((await call('ann', 'POST', `/holds/${id}/approve`)).status, 'an operator may not').toBe(403)
    expect(HoldView.parse((await call('sue', 'POST', `/holds/${id}/approve`)).json).state).toBe('active')
    await sweep(at.data.means({ held: at.holds.keep }))
    const detail = HoldDetail.parse((await call('ian', 'GET', `/holds/${id}`)).json)
    expect(detail.items.map(({ kind }) => kind)).toEqual(['passing', 'image'])
    const item = `/holds/${id}/items/image/${made.image}`
    expect((await call('ian', 'GET', item)).status, 'an auditor sees no plate').toBe(403)
    expect(Buffer.compare((await call('ann', 'GET', item)).bytes, made.jpeg)).toBe(0)
    expect((await call('ann', 'GET', `/holds/${id}/items/passing/${made.read.id}`)).json).toMatchObject({
      read: { id: made.read.id },
    })
    expect((await call('ian', 'POST', `/holds/${id}/verify`)).json).toEqual({ items: 2, findings: [] })
    expect(HoldPage.parse((await call('pat', 'GET', '/holds?limit=1')).json).holds[0]?.overdue).toBe(false)
    at.data.setNow(NOON + 181 * DAY_MS)
    expect(HoldPage.parse((await call('pat', 'GET', '/holds')).json).holds[0]?.overdue).toBe(true)
  })

  test('promise 17: nobody deletes a hold, and the attempt is on record', async () => {
    const made = await passing(NOON)
    const { id } = HoldView.parse(
      (await call('ann', 'POST', '/holds', newHold({ reads: [made.read.id] }))).json,
    )
    for (const user of Object.keys(PEOPLE))
      expect((await call(user, 'DELETE', `/holds/${id}`)).status).toBe(403)
    expect((await lines()).filter((line) => line.includes('hold-delete failure'))).toHaveLength(7)
    expect(await at.data.ledger.hold(id)).not.toBeNull()
  })

  test('promise 17: a release before its time is refused and on record', async () => {
    const made = await passing(NOON)
    const { id } = HoldView.parse(
      (await call('ann', 'POST', '/holds', newHold({ reads: [made.read.id] }))).json,
    )
    await call('sue', 'POST', `/holds/${id}/approve`)
    const early = { ground: 'schedule-elapsed', closedAt: NOON, note: 'case closed' }
    expect((await call('sue', 'POST', `/holds/${id}/release`, early)).status).toBe(409)
    expect((await lines()).at(-1)).toBe('sue hold-release failure')
    at.fresh = false
    const wrong = { ground: 'not-evidence', note: 'wrong car' }
    expect((await call('sue', 'POST', `/holds/${id}/release`, wrong)).status, 'needs a fresh login').toBe(403)
    at.fresh = true
    expect(HoldView.parse((await call('sue', 'POST', `/holds/${id}/release`, wrong)).json).state).toBe(
      'released',
    )
  })

  test('a proposal without CSRF token, by who may not, or for what is not there is refused', async () => {
    expect((await call('ann', 'POST', '/holds', newHold(), 'x')).status).toBe(403)
    expect((await call('ian', 'POST', '/holds', newHold())).status).toBe(403)
    expect((await call('ann', 'POST', '/holds', newHold())).status).toBe(409)
    expect((await lines()).filter((line) => line.includes('hold-propose failure'))).toHaveLength(2)
  })

  test('whatever is sent, the answer is a clear refusal and nothing is kept', async () => {
    const id = uuid7(NOON, random)
    const paths = [
      '/holds',
      `/holds/${id}/review`,
      `/holds/${id}/release`,
      '/requests',
      '/disclosures',
      `/requests/${id}/refuse`,
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.constant(JSON.stringify(newHold({ reads: [`${id}' OR 1=1--`] }))),
          fc.constant(JSON.stringify({ ...newHold(), extra: 1 })),
          fc.constant('"'.padEnd(400_000, 'x')),
        ),
        async (path, body) => {
          const { status, json } = await call('ray', 'POST', path, body)
          expect(status).toBeGreaterThanOrEqual(400)
          expect(status).toBeLessThan(500)
          expect(json).toMatchObject({ status, detail: expect.any(String) })
          expect(JSON.stringify(json)).not.toMatch(/\\n +at |\.ts:/)
        },
      ),
      { numRuns: 60 },
    )
    expect(await at.data.ledger.holds(null, 5)).toEqual([])
    expect(await at.data.ledger.requests(null, 5)).toEqual([])
    for (const path of [
      '/holds/x',
      '/holds/..%2f..',
      `/holds/${id}/items/image/..`,
      '/disclosures/1',
      '/requests/1/refuse',
    ]) {
      expect([400, 403, 404]).toContain((await call('ray', 'GET', path)).status)
    }
    expect(NewHold.safeParse(newHold({ reads: Array(1001).fill(id) })).success).toBe(false)
  })
})
