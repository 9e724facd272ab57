import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orderOf, purposeDesk } from './purpose-desk.fixture.ts'
import type { RouteServer } from './route-server.fixture.ts'

const at = purposeDesk()
const call: RouteServer['call'] = (...asked) => at.call(...asked)
const search = (change: object = {}, user = 'ann') =>
  call(user, 'POST', '/searches', { order: orderOf(change) })
const lastUse = async () => (await at.room.ledger.usesLike({ limit: 1 }))[0]

describe('looking after use', () => {
  test('the auditor reads the log by person and outcome, and that is in the log', async () => {
    await search()
    await search({ case: '26-404' })
    const refused = await call('ian', 'GET', '/uses?who=ann&outcome=failure')
    expect(refused.json.uses).toMatchObject([
      { action: 'read-search', sealed: { pseudonym: expect.any(String) } },
    ])
    expect(await lastUse()).toMatchObject({
      who: 'ian',
      action: 'audit-view',
      detail: '1 shown · by who, outcome',
    })
    const page = await call('ian', 'GET', '/uses?limit=2')
    expect(page.json.next).toBe(page.json.uses[1].line)
    expect((await call('ian', 'GET', '/searches?purpose=stolen-property')).json.searches).toHaveLength(1)
  })

  test('opening needs a fresh login, and says when there is nothing to open', async () => {
    at.fresh = false
    expect((await call('ian', 'POST', '/uses/1/open', { reason: 'drawn for review today' })).status).toBe(403)
    at.fresh = true
    expect((await call('ian', 'POST', '/uses/1/open', { reason: 'drawn for review today' })).status).toBe(404)
    expect(await lastUse()).toMatchObject({ action: 'audit-open', outcome: 'failure' })
  })

  test('a drawn search is reviewed, flagged, inquired into and decided', async () => {
    await search()
    const line = (await lastUse())?.line ?? 0
    await at.room.ledger.drawReviews({ root: 'ab'.repeat(32), size: line, share: 1, at: at.now })
    const [review] = (await call('ian', 'GET', '/reviews')).json.reviews
    expect(review.search).toMatchObject({ who: 'ann', review: 'open' })
    const outcome = { outcome: 'improper', note: 'the case does not know this plate' }
    expect((await call('ian', 'POST', `/reviews/${review.search.search}`, outcome)).status).toBe(204)
    expect((await call('ian', 'GET', '/reviews?state=done')).json.reviews).toMatchObject([
      { note: outcome.note },
    ])
    const flag = await call('ian', 'POST', '/flags', { line, reason: 'the case does not know this plate' })
    expect(flag).toMatchObject({ status: 201, json: { flag: 1, who: 'ann', state: 'flagged' } })
    expect((await call('pat', 'POST', '/flags/1/take')).json.state).toBe('under-review')
    const decision = { outcome: 'disciplined', note: 'two days without pay' }
    expect((await call('pat', 'POST', '/flags/1/decide', decision)).status, 'no reference').toBe(400)
    expect(
      (await call('pat', 'POST', '/flags/1/decide', { ...decision, reference: 'IAD 26-7' })).json,
    ).toMatchObject({
      state: 'decided',
      outcome: 'disciplined',
      note: decision.note,
    })
  })

  test('cases are opened, listed and closed', async () => {
    const opened = await call('bob', 'POST', '/cases', { number: '26/A-7', purpose: 'felony-investigation' })
    expect(opened).toMatchObject({ status: 201, json: { owner: 'bob', closedAt: null } })
    expect(
      (await call('bob', 'POST', '/cases', { number: '26/A-7', purpose: 'stolen-property' })).status,
    ).toBe(409)
    expect((await call('bob', 'GET', '/cases?limit=1')).json).toMatchObject({
      cases: [{ number: '26/A-7' }],
      next: '26/A-7',
    })
    expect((await call('bob', 'POST', '/cases/26%2FA-7/close')).status).toBe(403)
    expect((await call('sue', 'POST', '/cases/26%2FA-7/close')).json.closedBy).toBe('sue')
    expect((await call('sue', 'POST', '/cases/26%2FA-7/close')).status).toBe(409)
  })
})

describe('hostile input', () => {
  test('whatever is sent is answered with a 4xx and nothing is searched', async () => {
    const before = (await at.room.ledger.searches({ limit: 99 })).length
    const odd = fc.oneof(
      fc.anything(),
      fc.constantFrom('x'.repeat(100_000), "'; DROP TABLE reads; --", '../../etc', -1, 1e300),
    )
    const field = fc.constantFrom(
      'purpose',
      'case',
      'note',
      'plate',
      'from',
      'until',
      'place',
      'hits',
      'minimum',
      'extra',
    )
    await fc.assert(
      fc.asyncProperty(field, odd, async (name, value) => {
        fc.pre(
          !(name === 'plate' && (value === null || value === undefined)) &&
            !(name === 'place' && (value === null || value === undefined)),
        )
        fc.pre(!(value === undefined && ['hits', 'minimum', 'extra'].includes(name)))
        // Any sentence is a note.
        fc.pre(!(name === 'note' && typeof value === 'string'))
        let body: string
        try {
          body = JSON.stringify({ order: orderOf({ [name]: value }) })
        } catch {
          return
        }
        // A function or a symbol vanishes in JSON, and with it the oddity.
        fc.pre(name in JSON.parse(body).order || ['purpose', 'case', 'note', 'from', 'until'].includes(name))
        const { status, json: problem } = await call('ann', 'POST', '/searches', body)
        expect([400, 413, 422]).toContain(status)
        expect(problem.detail.length).toBeLessThan(600)
      }),
      { numRuns: 60, seed: 3 },
    )
    expect(await at.room.ledger.searches({ limit: 99 })).toHaveLength(before)
    for (const body of ['{', '[]', 'null', '"x"', '{"order":{}}']) {
      expect((await call('ann', 'POST', '/searches', body)).status).toBe(400)
    }
    for (const path of [
      '/searches/x/pages',
      '/search-releases/..%2f/decide',
      '/flags/0/take',
      '/flags/1e9/take',
    ]) {
      expect((await call('sue', 'POST', path, { before: 'x', limit: 1 })).status).toBeGreaterThanOrEqual(400)
    }
    for (const query of [
      'limit=0',
      'limit=9999',
      'foo=1',
      'from=x',
      'who=',
      'before=-1',
      'limit=1&limit=2',
    ]) {
      expect((await call('ian', 'GET', `/uses?${query}`)).status).toBe(400)
    }
  })
})
