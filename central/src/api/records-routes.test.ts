import { DisclosureView } from '@archway/shared/api/disclosure'
import { HoldPage, HoldView } from '@archway/shared/api/hold'
import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { verifyPackage } from '../disclosure/package.ts'
import { daysOld } from '../retention/retention.fixture.ts'
import { sweep } from '../retention/sweep.ts'
import { NOON } from '../store/judged.fixture.ts'
import { DAY_MS, newHold, recordsDesk } from './records-desk.fixture.ts'
import type { RouteServer } from './route-server.fixture.ts'

const at = recordsDesk()
const { lines, passing } = at
const call: RouteServer['call'] = (...asked) => at.call(...asked)

describe('disclosures over the API', () => {
  test('promise 30: request, proposal, approval by another person, package; refused ones are listed too', async () => {
    const made = await passing(NOON)
    const asked = {
      receivedAt: NOON,
      agency: 'Circuit Attorney',
      requester: 'J. Doe',
      asked: 'images of the car',
    }
    const request = (await call('sue', 'POST', '/requests', asked)).json
    const order = {
      request: request.id,
      basis: 'chief-authorisation',
      reference: 'letter of 2026-02-27',
      purpose: 'prosecution',
      reads: [made.read.id],
    }
    expect((await call('sue', 'POST', '/disclosures', { ...order, basis: 'favour' })).status).toBe(400)
    const { id } = DisclosureView.parse((await call('ray', 'POST', '/disclosures', order)).json)
    expect((await call('sue', 'POST', `/disclosures/${id}/export`)).status, 'not approved').toBe(409)
    expect((await call('ray', 'POST', `/disclosures/${id}/approve`)).status, 'who proposed it').toBe(409)
    expect((await call('sue', 'POST', `/disclosures/${id}/approve`)).status, 'a supervisor may not').toBe(403)
    expect((await call('pat', 'POST', `/disclosures/${id}/approve`)).status).toBe(200)
    expect((await call('kit', 'POST', `/disclosures/${id}/export`)).status, 'IT gets no record out').toBe(403)
    const exported = await call('sue', 'POST', `/disclosures/${id}/export`)
    expect(exported.status).toBe(200)
    expect(verifyPackage(exported.bytes, at.data.key.publicKey).problems).toEqual([])
    expect(Object.keys(unzipSync(exported.bytes))).toContain(`images/${made.read.id}-1-plate.jpg`)
    expect(DisclosureView.parse((await call('ian', 'GET', `/disclosures/${id}`)).json).exports).toHaveLength(
      1,
    )

    at.data.setNow(NOON + 1)
    const second = (await call('sue', 'POST', '/requests', asked)).json
    const because = { because: 'no order of the Chief' }
    expect((await call('ray', 'POST', `/requests/${second.id}/refuse`, because)).status).toBe(200)
    expect((await call('ian', 'GET', '/requests')).json.requests).toMatchObject([
      { id: second.id, refusedBy: 'ray' },
      { id: request.id, refusedBy: null },
    ])
    expect((await call('ray', 'POST', '/disclosures', { ...order, request: second.id })).status).toBe(409)
    const log = await lines()
    for (const line of [
      'sue disclosure-export failure',
      'ray disclosure-approve failure',
      'kit disclosure-export failure',
      'sue disclosure-export success',
    ]) {
      expect(log).toContain(line)
    }
    expect(JSON.stringify(await at.data.ledger.uses(0, 200)), 'no plate in the use log').not.toContain(
      'AB12CD',
    )
  })
})

describe('the note of whoever decides', () => {
  test('stands with the hold and the disclosure, sealed beside the use log and never in it', async () => {
    const { read } = await passing(NOON)
    const note = 'AB12CD is the car of the witness too'
    const hold = (await call('ann', 'POST', '/holds', newHold({ reads: [read.id] }))).json
    const path = `/holds/${hold.id}/refuse`
    expect((await call('sue', 'POST', path, { note: 'short' })).status).toBe(400)
    expect((await call('sue', 'POST', path, { note: 'x'.repeat(501) })).status).toBe(400)
    expect(HoldView.parse((await call('sue', 'POST', path, { note })).json).decisionNote).toBe(note)
    const because = { agency: 'Circuit Attorney', requester: 'J. Doe', asked: 'images of the car' }
    const request = (await call('sue', 'POST', '/requests', { receivedAt: NOON, ...because })).json
    const order = { request: request.id, basis: 'special-order', reference: '5-27', purpose: 'prosecution' }
    const { id } = (await call('ray', 'POST', '/disclosures', { ...order, reads: [read.id] })).json
    const own = await call('ray', 'POST', `/disclosures/${id}/approve`, { note })
    expect(own.status, 'who proposed it').toBe(409)
    const decided = await call('pat', 'POST', `/disclosures/${id}/approve`, { note })
    expect(DisclosureView.parse(decided.json)).toMatchObject({ state: 'approved', decisionNote: note })

    expect(HoldPage.parse((await call('ian', 'GET', '/holds')).json).holds[0]?.decisionNote).toBe(note)
    const uses = await at.data.ledger.uses(0, 200)
    expect(JSON.stringify(uses)).not.toContain('AB12CD')
    const sealed = uses.filter(({ detail }) => /[0-9a-f]{64}$/.test(detail ?? ''))
    expect(sealed.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'hold-refuse success',
      'disclosure-approve failure',
      'disclosure-approve success',
    ])
  })
})

describe('retention over the API', () => {
  test('promise 15: certificates are shown to who oversees; a doubted clock is confirmed by a person', async () => {
    await at.data.keep(daysOld(91), true)
    await at.data.keep(daysOld(90), true)
    await sweep(at.data.means())
    const page = (await call('ian', 'GET', '/retention/certificates?limit=1')).json
    expect(page).toMatchObject({ certificates: [{ n: 1 }], next: 1 })
    expect((await call('pat', 'GET', '/retention/certificates?after=1')).json.certificates).toHaveLength(1)
    expect((await call('ann', 'GET', '/retention/certificates')).status).toBe(403)
    expect((await call('ian', 'GET', '/retention/certificates?after=-1')).status).toBe(400)
    at.data.setNow(NOON + 60 * DAY_MS)
    await sweep(at.data.means())
    expect((await call('ian', 'GET', '/retention')).json).toEqual({
      latest: NOON,
      doubted: at.data.now(),
      unfinished: [],
    })
    expect((await call('ian', 'POST', '/retention/confirm-clock')).status).toBe(403)
    expect((await call('kit', 'POST', '/retention/confirm-clock')).json).toMatchObject({
      latest: at.data.now(),
      doubted: null,
    })
  })
})
