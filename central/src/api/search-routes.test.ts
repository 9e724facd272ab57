import { SearchPage } from '@archway/shared/api/search'
import { describe, expect, test } from 'vitest'
import { T } from '../ledger/search.fixture.ts'
import { judged, someHit, someRead } from '../store/judged.fixture.ts'
import { HOUR_MS, orderOf, purposeDesk } from './purpose-desk.fixture.ts'
import type { RouteServer } from './route-server.fixture.ts'

const at = purposeDesk()
const call: RouteServer['call'] = (...asked) => at.call(...asked)
const search = (change: object = {}, user = 'ann') =>
  call(user, 'POST', '/searches', { order: orderOf(change) })
const lastUse = async () => (await at.room.ledger.usesLike({ limit: 1 }))[0]

describe('searching', () => {
  test('finds, with rivals and hits; a Read without a hit has no place (promise 13)', async () => {
    const hit = someRead({ capturedAt: T, device: 'unit-1' })
    const miss = someRead({ capturedAt: T - HOUR_MS, device: 'car-7', text: 'AB1OCD' })
    await at.store.saveReads([judged(hit, [someHit(hit)]), judged(miss)])
    const { status, json: body } = await search()
    expect(status).toBe(200)
    expect(SearchPage.safeParse(body).error).toBeUndefined()
    expect(body.results).toMatchObject([
      {
        read: hit.id,
        device: 'unit-1',
        hits: [{ category: 'stolen-vehicle', place: { label: 'Market St at 12th' } }],
      },
      { read: miss.id, device: 'car-7', hits: [], match: { probability: 0.9 } },
    ])
    expect(JSON.stringify(body.results[1])).not.toMatch(/"(lat|lon|place)"/)
    expect(body).toMatchObject({ next: null, notice: null, policy: 'slmpd-plan-1' })
  })

  test('promise 23: who, for what, which case is in the log; the plate and the note are not, and the auditor opens them', async () => {
    await search()
    const use = await lastUse()
    expect(use).toMatchObject({ who: 'ann', action: 'read-search', outcome: 'success' })
    expect(use?.detail).toMatch(/^stolen-property · case 26-1001 · [0-9a-f]{64}$/)
    const opening = await call('ian', 'POST', `/uses/${use?.line}/open`, {
      reason: 'drawn for review, no link seen',
    })
    expect(JSON.parse(opening.json.text)).toMatchObject({
      plate: 'ab1?-cd',
      note: 'the owner saw it on Market Street',
    })
    expect(await lastUse()).toMatchObject({ who: 'ian', action: 'audit-open', subject: `line ${use?.line}` })
    const text = JSON.stringify(await at.room.ledger.uses(0, 99))
    expect(text).not.toMatch(/ab1\?|Market|no link seen/i)
  })

  test('promise 10: without purpose, case or note nothing is searched', async () => {
    for (const missing of ['purpose', 'case', 'note']) {
      expect(await search({ [missing]: undefined })).toMatchObject({
        status: 400,
        json: { detail: expect.stringContaining(missing) },
      })
    }
    expect((await search({ purpose: 'curiosity' })).status).toBe(400)
    expect((await search({ purpose: 'felony-investigation' })).status).toBe(422)
    expect((await search({ case: '26-404' })).status).toBe(422)
    await call('sue', 'POST', '/cases/26-1001/close')
    expect(await search()).toMatchObject({ status: 409, json: { detail: expect.stringContaining('closed') } })
  })

  test('promise 25: who may not search is refused, and that is in the log', async () => {
    expect((await search({}, 'kit')).status).toBe(403)
    expect(await lastUse()).toMatchObject({ who: 'kit', action: 'read-search', outcome: 'failure' })
    expect((await call('ann', 'GET', '/uses')).status).toBe(403)
    expect((await call('ann', 'POST', '/uses/1/open', { reason: 'I would like to know' })).status).toBe(403)
  })

  test('goes on page by page, for whoever began it, without a gap or a repeat', async () => {
    const reads = Array.from({ length: 7 }, (_, n) => someRead({ capturedAt: T - n * 1000 }))
    await at.store.saveReads(reads.map((read) => judged(read)))
    const first = await call('ann', 'POST', '/searches', { order: orderOf({ plate: 'AB12CD' }), limit: 3 })
    const ids: string[] = first.json.results.map(({ read }: { read: string }) => read)
    let next = first.json.next
    while (next !== null) {
      const page = await call('ann', 'POST', `/searches/${first.json.search}/pages`, {
        before: next,
        limit: 3,
      })
      expect(page.status).toBe(200)
      ids.push(...page.json.results.map(({ read }: { read: string }) => read))
      next = page.json.next
    }
    expect(ids).toEqual(reads.map(({ id }) => id))
    const shown = async () => (await call('ian', 'GET', '/searches')).json.searches[0].shown
    expect(await shown(), 'the answers did not wait for it').toEqual({ reads: 0, whole: false })
    await at.writeCounts()
    expect(await shown()).toEqual({ reads: 7, whole: true })
    const path = `/searches/${first.json.search}/pages`
    expect((await call('bob', 'POST', path, { before: ids[2], limit: 3 })).status).toBe(404)
    at.now += 13 * HOUR_MS
    expect((await call('ann', 'POST', path, { before: ids[2], limit: 3 })).status).toBe(409)
  })

  test('the third search of one plate tells whoever searches, a supervisor and the auditor', async () => {
    const notices = []
    for (const plate of ['AB12CD', 'ab-12 cd', 'AB12CD']) notices.push((await search({ plate })).json.notice)
    expect(notices).toEqual([null, null, { uses: 3, withinDays: 30 }])
    for (const user of ['sue', 'ian']) {
      expect((await call(user, 'GET', '/notices')).json.notices).toMatchObject([{ who: 'ann', uses: 3 }])
    }
    expect((await call('ann', 'GET', '/notices')).status).toBe(403)
  })
})

describe('promise 12: broad searches', () => {
  const sweep = {
    plate: null,
    place: { near: { lat: 38.6, lon: -90.2, metres: 5000 } },
    from: T - HOUR_MS,
    until: T,
  }

  test('a location sweep needs the release of another person, and runs once', async () => {
    const read = someRead({ capturedAt: T - 1000, device: 'unit-2' })
    const elsewhere = someRead({ capturedAt: T - 1000, device: 'car-7' })
    await at.store.saveReads([judged(read), judged(elsewhere)])
    expect(await search(sweep)).toMatchObject({
      status: 403,
      json: { detail: expect.stringContaining('supervisor') },
    })
    const asked = await call('ann', 'POST', '/search-releases', {
      order: orderOf(sweep),
      reason: 'homicide at this corner',
    })
    expect(asked).toMatchObject({ status: 201, json: { state: 'requested', grounds: ['location-sweep'] } })
    const path = `/search-releases/${asked.json.id}`
    expect((await call('ann', 'POST', `${path}/search`, {})).status).toBe(403)
    expect(
      (await call('ann', 'POST', `${path}/decide`, { outcome: 'released', reason: 'because I can' })).status,
    ).toBe(403)
    const listed = await call('sue', 'GET', '/search-releases?state=requested')
    expect(listed.json.releases).toMatchObject([
      { askedBy: 'ann', reason: 'homicide at this corner', order: { place: sweep.place } },
    ])
    const decision = { outcome: 'released', reason: 'agreed, limited to one hour' }
    expect((await call('sue', 'POST', `${path}/decide`, decision)).json.state).toBe('released')
    expect((await call('bob', 'POST', `${path}/search`, {})).status).toBe(403)
    const found = await call('ann', 'POST', `${path}/search`, {})
    expect(found.json.results.map(({ read }: { read: string }) => read)).toEqual([read.id])
    expect((await call('ann', 'POST', `${path}/search`, {})).status).toBe(403)
    expect(JSON.stringify(await at.room.ledger.uses(0, 99))).not.toMatch(/homicide|agreed/)
  })

  test('a supervisor cannot release what they asked for themselves', async () => {
    const asked = await call('sue', 'POST', '/search-releases', {
      order: orderOf(sweep),
      reason: 'homicide at this corner',
    })
    const decision = { outcome: 'released', reason: 'agreed with myself' }
    expect(await call('sue', 'POST', `/search-releases/${asked.json.id}/decide`, decision)).toMatchObject({
      status: 403,
      json: { detail: expect.stringContaining('Another person') },
    })
  })

  test.each([
    ['no plate, everywhere, for a day', { plate: null, from: T - 24 * HOUR_MS, until: T }, 403],
    ['no plate, everywhere, for a minute', { plate: null, from: T - 60_000, until: T }, 403],
    ['two characters are no plate', { plate: 'a?b*', from: T - 24 * HOUR_MS, until: T }, 403],
    [
      'one unit for an hour is not broad',
      { plate: null, place: { units: ['unit-1'] }, from: T - HOUR_MS, until: T },
      200,
    ],
    [
      'two units are a sweep',
      { plate: null, place: { units: ['unit-1', 'unit-2'] }, from: T - HOUR_MS, until: T },
      403,
    ],
    ['a plate near a place is none', { place: sweep.place }, 200],
    ['a place where no unit is', { place: { near: { lat: 1, lon: 1, metres: 10 } } }, 422],
    ['a unit that is not there', { place: { units: ['unit-9'] } }, 422],
  ])('%s', async (_name, change, status) => {
    expect((await search(change)).status).toBe(status)
  })
})
