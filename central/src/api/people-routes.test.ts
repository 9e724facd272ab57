import { PasswordGiven, PersonFile, Roster, Standings } from '@archway/shared/api/people'
import { PolicyVersions } from '@archway/shared/api/policy'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accessReviewState } from '../people/access-review.ts'
import { MINUTE } from '../people/login.fixture.ts'
import { SHIPPED, withRetention } from '../policy/policy.fixture.ts'
import { openPeopleDesk, type PeopleDesk } from './people-desk.fixture.ts'
import { LOGIN_AGAIN } from './problem.ts'

let at: PeopleDesk['at']
let policyBook: PeopleDesk['policyBook']
let desk: PeopleDesk['desk']
let close: PeopleDesk['close']

beforeEach(async () => {
  ;({ at, policyBook, desk, close } = await openPeopleDesk())
})
afterEach(() => close())

describe('people over the API', () => {
  test('promise 25: IT adds and grants, freshly signed in, and nobody else does', async () => {
    const it = await desk('ito', 'it-administrator')
    const added = await it('/people', { name: 'lee', displayName: 'Lee', badge: 'D7', roles: ['operator'] })
    expect(added.status).toBe(201)
    expect(PasswordGiven.parse(added.body).password).toMatch(/^[A-Za-z3-9]{20}$/)
    expect((await it('/people/lee/grant', { role: 'supervisor' })).status).toBe(200)
    expect((await it('/people/ito/grant', { role: 'operator' })).status).toBe(409)
    expect((await it('/people/nobody/grant', { role: 'operator' })).status).toBe(404)
    expect((await it('/people/lee/grant', { role: 'supervisor' }, {})).status).toBe(403)
    const roster = Roster.parse((await it('/people')).body)
    expect(roster.people.find(({ name }) => name === 'lee')?.roles).toEqual(['operator', 'supervisor'])
    expect((await it('/people/lee/disable', { reason: 'left the department' })).status).toBe(200)

    const operator = await desk('kim', 'operator')
    expect((await operator('/people')).status).toBe(403)
    expect((await operator('/people/lee/grant', { role: 'operator' })).status).toBe(403)
    expect(await at.uses()).toContainEqual(expect.stringMatching(/^kim person-grant failure refused/))

    at.now += 6 * MINUTE
    expect(await it('/people/lee/enable', {})).toMatchObject({ status: 403, body: { type: LOGIN_AGAIN } })
    expect((await it('/people')).status).toBe(200)
  })

  test('how accounts stand, and one person’s file, for whoever keeps or reviews them', async () => {
    const it = await desk('ito', 'it-administrator')
    await it('/people', { name: 'lee', displayName: 'Lee', badge: 'D7', roles: ['operator'] })
    const standings = async () => Standings.parse((await it('/people/standings')).body)
    const { people, order, unusedDays } = await standings()
    expect({ order, unusedDays }).toEqual({ order: { number: '5-27', version: '1' }, unusedDays: 90 })
    expect(people).toMatchObject([
      { name: 'ito', hasOrder: true, hasCode: true, lastLoginAt: at.now },
      { name: 'lee', trainedUntil: null, hasOrder: false, hasCode: false, passkeys: 0, lastLoginAt: null },
    ])

    const taken = at.now - 10 * MINUTE
    const training = { course: 'ALPR', trainer: 'Sgt. Hill', takenAt: taken }
    expect((await it('/people/lee/training', training)).status).toBe(200)
    expect((await it('/people/lee/receipt', { signature: 'Lee' })).body).toEqual({
      name: 'lee',
      done: 'signed',
    })
    expect((await it('/people/ito/receipt', { signature: 'Ito' })).status).toBe(409)
    expect((await it('/people/nobody/receipt', { signature: 'X' })).status).toBe(404)
    expect((await standings()).people[1]).toMatchObject({
      trainedUntil: taken + 365 * 24 * 60 * MINUTE,
      hasOrder: true,
    })

    await it('/people/lee/disable', { reason: 'left the department' })
    const file = PersonFile.parse((await it('/people/lee/file')).body)
    expect(file).toMatchObject({
      disabledAt: at.now,
      grants: [{ role: 'operator', by: 'ito', until: at.now, endedBy: 'ito' }],
      disablings: [{ by: 'ito', reason: 'left the department', until: null }],
      trainings: [{ course: 'ALPR', recordedBy: 'ito' }],
      receipts: [{ number: '5-27', signature: 'Lee', recordedBy: 'ito' }],
    })
    expect(await at.uses()).toContainEqual(expect.stringMatching(/^ito roster-view success/))
    expect((await it('/people/nobody/file')).status).toBe(404)
    const supervisor = await desk('kim', 'supervisor')
    for (const path of ['/people/standings', '/people/lee/file'])
      expect((await supervisor(path)).status).toBe(403)
    expect((await supervisor('/people/ito/receipt', { signature: 'Ito' })).status).toBe(200)
  })

  test('garbage is answered 400, and quotes nothing', async () => {
    const it = await desk('ito', 'it-administrator')
    for (const body of [
      {},
      { role: 'king' },
      { role: ['operator'] },
      { role: 'operator', agency: 'other' },
      { role: 'x'.repeat(9000) },
    ]) {
      const answer = await it('/people/ito/grant', body)
      expect(answer.status).toBe(400)
      expect(JSON.stringify(answer.body)).not.toMatch(/king|xxxx|at \w+ \(/)
    }
    expect((await it('/people/%2e%2e%2f/grant', { role: 'operator' })).status).toBe(404)
    expect((await it('/people?at=yesterday')).status).toBe(400)
    const person = { name: 'x', displayName: 'X', badge: 'D8', roles: ['operator'] }
    expect((await it('/people', { ...person, agency: 'another police' })).status).toBe(400)
    expect((await it('/people', { ...person, name: "x'; DROP TABLE person" })).status).toBe(400)
    expect(
      (await it('/people/ito/training', { course: 'ALPR', trainer: 'Hill', takenAt: at.now + 1 })).status,
    ).toBe(400)
  })

  test('notices, reviews and clearances are seen by whoever must', async () => {
    const commander = await desk('wood', 'program-commander')
    await at.signIn('wood')
    const { notices } = (await commander('/people/notices')).body as { notices: { n: number }[] }
    expect(notices).toHaveLength(1)
    expect((await commander(`/people/notices/${notices[0]?.n}/seen`, {})).status).toBe(204)
    expect((await commander('/people/reviews', {})).body).toEqual({ n: 1 })
    expect((await commander('/people/reviews/1/decide', { person: 'wood', decision: 'keep' })).status).toBe(
      409,
    )
    expect((await commander('/people/reviews')).body).toMatchObject({ overdue: false, reviews: [{ n: 1 }] })
    const { accessReviews, people } = at.ledger
    const due = (days: number) =>
      accessReviewState({ accessReviews, people }, at.policy, at.now + days * 24 * 60 * MINUTE)
    expect((await due(364)).overdue).toBe(false)
    expect((await due(366)).overdue).toBe(true)
    expect((await commander('/people/wood/clearance')).body).toMatchObject({
      trainings: [{ trainer: 'Sgt. Hill' }],
    })
  })

  test('a password of one’s own: good enough, freshly signed in, and out everywhere', async () => {
    const kim = await desk('kim', 'operator')
    expect((await kim('/password', { password: 'short' })).status).toBe(400)
    expect((await kim('/password', { password: 'another horse battery' })).status).toBe(204)
    expect((await kim('/passkeys')).status).toBe(401)
    await expect(at.signIn('kim')).rejects.toThrow('refused')
  })
})

describe('policy over the API', () => {
  test('one person proposes, another approves, and it holds at once', async () => {
    const wood = await desk('wood', 'rtcc-commander')
    const proposal = { policy: withRetention(30), reason: 'the board asked for it' }
    const { status, body } = await wood('/policies', proposal)
    expect({ status, body }).toEqual({
      status: 201,
      body: { n: 2, changes: ['retention.days: 90 → 30', 'retention.nonhitDays: 90 → 30'] },
    })
    expect((await wood('/policies', { ...proposal, policy: withRetention(91) })).status).toBe(400)
    expect((await wood('/policies', { ...proposal, policy: SHIPPED })).status).toBe(409)
    expect((await wood('/policies/2/approve', {})).status).toBe(409)
    expect(policyBook.current().policy.retention.days).toBe(90)
    const baker = await desk('baker', 'program-commander')
    const note = 'thirty days are enough for the unit'
    expect((await baker('/policies/2/approve', { note: 'short' })).status).toBe(400)
    expect((await baker('/policies/2/approve', { note })).body).toEqual({ n: 2, state: 'approved' })
    expect(policyBook.current().policy.retention.days).toBe(30)
    const { versions } = PolicyVersions.parse((await baker('/policies')).body)
    expect(
      versions.map(({ n, inForce, decidedBy, decisionNote }) => [n, inForce, decidedBy, decisionNote]),
    ).toEqual([
      [1, false, null, null],
      [2, true, 'baker', note],
    ])
    expect((await baker('/policies/9/approve', {})).status).toBe(404)
    expect((await (await desk('kim', 'operator'))('/policies')).status).toBe(403)
  })
})
