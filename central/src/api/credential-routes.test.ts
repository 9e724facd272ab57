import { PasswordGiven, PersonFile } from '@archway/shared/api/people'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MINUTE, PASSWORD } from '../people/login.fixture.ts'
import { subjectKey } from '../people/sso.ts'
import { openPeopleDesk, type PeopleDesk, PROVIDER } from './people-desk.fixture.ts'
import { LOGIN_AGAIN } from './problem.ts'

let office: PeopleDesk
beforeEach(async () => {
  office = await openPeopleDesk()
})
afterEach(() => office.close())

const reason = 'forgot it, seen in person'
type Call = Awaited<ReturnType<PeopleDesk['desk']>>
const ssoOf = async (call: Call, name: string) =>
  PersonFile.parse((await call(`/people/${name}/file`)).body).sso

describe('the password of somebody else', () => {
  test('is made anew, counts for one login, ends every session, and its reason is in the use log', async () => {
    const { at, desk } = office
    const it = await desk('ito', 'it-administrator')
    const kim = await desk('kim', 'operator')
    const given = await it('/people/kim/password', { reason })
    expect(given.status).toBe(200)
    const { name, password } = PasswordGiven.parse(given.body)
    expect({ name, password }).toEqual({ name: 'kim', password: expect.stringMatching(/^[A-Za-z3-9]{20}$/) })
    expect((await kim('/passkeys')).status).toBe(401)
    expect(await at.begin('kim', PASSWORD)).toMatchObject({ ok: false })
    expect(await at.begin('kim', password)).toMatchObject({ ok: true, value: { step: { step: 'factor' } } })
    expect((await at.ledger.people()).find((one) => one.name === 'kim')?.passwordGiven).toBe(true)
    expect(await at.uses()).toContain(`ito person-password success ${reason}`)
    expect((await at.uses()).join()).not.toContain(password)
  })

  test('promise 25: by IT only, freshly signed in, for a reason, and never one’s own', async () => {
    const { at, desk } = office
    const it = await desk('ito', 'it-administrator')
    const wood = await desk('wood', 'rtcc-commander')
    expect((await wood('/people/ito/password', { reason })).status).toBe(403)
    expect(await at.uses()).toContainEqual(expect.stringMatching(/^wood person-password failure refused/))
    expect((await it('/people/ito/password', { reason })).status).toBe(409)
    expect((await it('/people/nobody/password', { reason })).status).toBe(404)
    for (const body of [{}, { reason: 'x' }, { reason, password: 'of my choice 123' }]) {
      expect((await it('/people/wood/password', body)).status).toBe(400)
    }
    expect((await it('/people/wood/password', { reason }, {})).status).toBe(403)
    at.now += 6 * MINUTE
    const late = await it('/people/wood/password', { reason })
    expect(late).toMatchObject({ status: 403, body: { type: LOGIN_AGAIN } })
    expect((await wood('/passkeys')).status, 'none of it touched anybody').toBe(200)
  })
})

describe('the link to the single sign-on', () => {
  test('is set and ended with a reason; a subject has one account, and each step is in the use log', async () => {
    const { at, desk } = office
    const it = await desk('ito', 'it-administrator')
    for (const name of ['kim', 'lee']) await at.add(name, ['operator'])
    expect(await ssoOf(it, 'kim')).toEqual({ label: 'the city', subject: null })
    const linked = await it('/people/kim/link', { subject: 'k.lee', reason: 'their badge was seen' })
    expect(linked).toEqual({ status: 200, body: { name: 'kim', done: 'linked' } })
    const key = subjectKey(PROVIDER.issuer, 'k.lee')
    expect((await at.ledger.personOfSubject(key))?.name).toBe('kim')
    expect(await ssoOf(it, 'kim')).toEqual({ label: 'the city', subject: 'k.lee' })
    const taken = await it('/people/lee/link', { subject: 'k.lee', reason: 'the same name' })
    expect(taken).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/another account/) } })
    expect((await at.ledger.personOfSubject(key))?.name).toBe('kim')

    const ended = await it('/people/kim/link', { subject: null, reason: 'left the provider' })
    expect(ended.body).toEqual({ name: 'kim', done: 'unlinked' })
    expect(await at.ledger.personOfSubject(key)).toBeNull()
    expect((await at.uses()).filter((line) => line.includes('person-link'))).toEqual([
      `ito person-link success linked: ${key}; their badge was seen`,
      `ito person-link failure taken: ${key}; the same name`,
      'ito person-link success unlinked; left the provider',
    ])
  })

  test('promise 25: by IT only, freshly signed in, and never one’s own', async () => {
    const { at, desk } = office
    const it = await desk('ito', 'it-administrator')
    const wood = await desk('wood', 'program-commander')
    const link = { subject: 'a.b', reason: 'the provider says so' }
    expect((await wood('/people/ito/link', link)).status).toBe(403)
    expect((await it('/people/ito/link', link)).status).toBe(409)
    expect((await it('/people/nobody/link', link)).status).toBe(404)
    for (const subject of ['', ' a', 'a\n', 'ä', 'x'.repeat(256), undefined]) {
      expect((await it('/people/wood/link', { ...link, subject })).status, subject).toBe(400)
    }
    at.now += 6 * MINUTE
    expect(await it('/people/wood/link', link)).toMatchObject({ status: 403, body: { type: LOGIN_AGAIN } })
    expect(await at.ledger.personOfSubject(subjectKey(PROVIDER.issuer, 'a.b'))).toBeNull()
  })

  test('where there is no provider, nothing is linked, and a link of before is shown whole and can be ended', async () => {
    const bare = await openPeopleDesk(null)
    const it = await bare.desk('ito', 'it-administrator')
    await bare.at.add('kim', ['operator'])
    expect((await it('/people/kim/link', { subject: 'k.lee', reason })).status).toBe(409)
    await bare.at.ledger.linkSubject('kim', subjectKey(PROVIDER.issuer, 'k.lee'), bare.at.now, 'it')
    expect(await ssoOf(it, 'kim')).toEqual({ label: null, subject: 'https://login.example.org k.lee' })
    expect((await it('/people/kim/link', { subject: null, reason })).status).toBe(200)
    expect(await ssoOf(it, 'kim')).toEqual({ label: null, subject: null })
    await bare.close()
  })
})
