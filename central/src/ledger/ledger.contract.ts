import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { entriesOfPage, importWhole, listedEntry } from './ledger.fixture.ts'
import type { Ledger } from './ledger.ts'

const T = Date.UTC(2026, 10, 24)
const RULE = { failures: 5, withinMs: 15 * 60_000 }
const FIXED = {
  id: 'fixed-1',
  kind: 'fixed',
  name: 'Grand and Gravois',
  place: { lat: 38.6, lon: -90.24, label: 'Grand & Gravois' },
} as const
const CAR = { id: 'car-1', kind: 'vehicle', name: 'Car 12', place: null } as const

/** The promises of the ledger, for every driver. */
export function ledgerContract(name: string, open: () => Promise<Ledger>): void {
  describe(`ledger: ${name}`, () => {
    let ledger: Ledger
    beforeEach(async () => {
      ledger = await open()
    })
    afterEach(() => ledger.close())

    const actions = async () => (await ledger.uses(0, 100)).map((use) => `${use.action} ${use.outcome}`)

    describe('devices', () => {
      const offer = { device: 'fixed-1', secretHash: 'h1', expiresAt: T + 1000, at: T, by: 'it' }
      const attempt = { device: 'fixed-1', secretHash: 'h1', certificate: 'c1', at: T + 10 }

      test('a device is added once, with its place, and the change is counted and logged', async () => {
        const before = await ledger.changes()
        expect(await ledger.addDevice(FIXED, T, 'it')).toBe('added')
        expect(await ledger.addDevice({ ...FIXED, name: 'other' }, T, 'it')).toBe('exists')
        expect(await ledger.devices()).toEqual([
          { ...FIXED, addedAt: T, revokedAt: null, certificate: null, lastSeenAt: null },
        ])
        expect((await ledger.changes()).devices).toBe(before.devices + 1)
        expect(await actions()).toEqual(['device-add success'])
      })

      test('the place of a vehicle cannot be stored', async () => {
        await expect(ledger.addDevice({ ...CAR, place: FIXED.place }, T, 'it')).rejects.toThrow(/CHECK/)
        expect(await actions()).toEqual([])
      })

      test('a code enrols once', async () => {
        await ledger.addDevice(FIXED, T, 'it')
        expect(await ledger.offerEnrolment(offer)).toBe('offered')
        expect(await ledger.enrol(attempt)).toBe('enrolled')
        expect((await ledger.devices())[0]?.certificate).toBe('c1')
        expect(await ledger.enrol({ ...attempt, certificate: 'c2' })).toBe('used')
        expect((await ledger.devices())[0]?.certificate).toBe('c1')
        expect(await actions()).toEqual([
          'device-add success',
          'device-offer success',
          'device-enrol success',
          'device-enrol failure',
        ])
      })

      test('a code of another device, an old code and an expired code enrol nobody', async () => {
        await ledger.addDevice(FIXED, T, 'it')
        await ledger.addDevice(CAR, T, 'it')
        await ledger.offerEnrolment(offer)
        expect(await ledger.enrol({ ...attempt, device: 'car-1' })).toBe('unknown-code')
        expect(await ledger.enrol({ ...attempt, at: T + 1000 })).toBe('expired')
        await ledger.offerEnrolment({ ...offer, secretHash: 'h2' })
        expect(await ledger.enrol(attempt)).toBe('unknown-code')
        expect((await ledger.devices()).map((device) => device.certificate)).toEqual([null, null])
      })

      test('a revoked device keeps its name and can neither be offered a code nor use one', async () => {
        await ledger.addDevice(FIXED, T, 'it')
        await ledger.offerEnrolment(offer)
        expect(await ledger.revokeDevice('fixed-1', T + 5, 'it')).toBe('revoked')
        expect(await ledger.revokeDevice('fixed-1', T + 6, 'it')).toBe('already-revoked')
        expect(await ledger.revokeDevice('nobody', T + 6, 'it')).toBe('unknown-device')
        expect(await ledger.enrol(attempt)).toBe('unknown-code')
        expect(await ledger.offerEnrolment({ ...offer, secretHash: 'h3' })).toBe('revoked')
        expect((await ledger.devices())[0]).toMatchObject({ name: FIXED.name, revokedAt: T + 5 })
      })

      test('being seen never goes back in time and is no change of the registry', async () => {
        await ledger.addDevice(FIXED, T, 'it')
        const before = await ledger.changes()
        await ledger.deviceSeen('fixed-1', T + 9)
        await ledger.deviceSeen('fixed-1', T + 3)
        expect((await ledger.devices())[0]?.lastSeenAt).toBe(T + 9)
        expect(await ledger.changes()).toEqual(before)
      })
    })

    describe('people', () => {
      const KIM = { name: 'kim', displayName: 'Kim', roles: ['operator'] } as const
      const place = { address: '10.0.0.1', agent: 'a' }
      const LOGIN = { name: 'kim', csrf: 'c', place, factor: 'code', usedSince: 0 }
      beforeEach(async () => {
        await ledger.addPerson(KIM, 'hash', T, 'it')
      })

      test('a name belongs to one person', async () => {
        expect(await ledger.addPerson({ ...KIM, displayName: 'Other' }, 'x', T, 'it')).toBe('exists')
        expect(await ledger.credentials('kim')).toEqual({
          lockedAt: null,
          known: {
            person: {
              ...KIM,
              badge: null,
              addedAt: T,
              lockedAt: null,
              disabledAt: null,
              lastLoginAt: null,
              passwordGiven: true,
            },
            password: 'hash',
          },
        })
        expect(await ledger.credentials('lee')).toEqual({ lockedAt: null, known: null })
      })

      test('five failures within the time lock; older ones do not count; only a release unlocks', async () => {
        await ledger.loginFailed('kim', T, RULE)
        for (let i = 1; i <= 4; i++) {
          expect(await ledger.loginFailed('kim', T + RULE.withinMs + i, RULE)).toEqual({ locked: false })
        }
        expect(await ledger.loginFailed('kim', T + RULE.withinMs + 5, RULE)).toEqual({ locked: true })
        expect((await ledger.people())[0]?.lockedAt).toBe(T + RULE.withinMs + 5)
        expect(await ledger.unlockPerson('kim', T, 'it')).toBe('unlocked')
        expect((await ledger.people())[0]?.lockedAt).toBeNull()
        expect(await ledger.loginFailed('kim', T + RULE.withinMs + 6, RULE)).toEqual({ locked: false })
        expect(await ledger.unlockPerson('lee', T, 'it')).toBe('unknown-person')
      })

      test('a name that nobody has fails and locks like any other, until it is swept', async () => {
        for (let i = 0; i < 5; i++) {
          expect(await ledger.loginFailed('lee', T + i, RULE)).toEqual({ locked: i === 4 })
        }
        expect(await ledger.credentials('lee')).toEqual({ lockedAt: T + 4, known: null })
        expect((await actions()).filter((line) => line === 'login failure')).toHaveLength(5)
        await ledger.loginFailed('kim', T, { failures: 1, withinMs: 1 })
        await ledger.sweepLogins({ createdBefore: T + 99, usedBefore: T, failedBefore: T + 99 })
        expect((await ledger.credentials('lee')).lockedAt).toBeNull()
        expect((await ledger.credentials('kim')).lockedAt).toBe(T)
      })

      test('a login forgets failures; its session lives until it is ended or swept', async () => {
        for (let i = 0; i < 4; i++) await ledger.loginFailed('kim', T + i, RULE)
        await ledger.loginSucceeded({ ...LOGIN, tokenHash: 't', at: T + 5 })
        expect(await ledger.loginFailed('kim', T + 6, RULE)).toEqual({ locked: false })
        await ledger.sessionUsed('t', T + 50)
        await ledger.sessionUsed('t', T + 40)
        expect(await ledger.session('t')).toMatchObject({
          csrf: 'c',
          createdAt: T + 5,
          lastUsedAt: T + 50,
          person: { name: 'kim' },
        })
        await ledger.sweepLogins({ createdBefore: T + 5, usedBefore: T + 50, failedBefore: 0 })
        expect(await ledger.session('t')).not.toBeNull()
        await ledger.sweepLogins({ createdBefore: T + 5, usedBefore: T + 51, failedBefore: 0 })
        expect(await ledger.session('t')).toBeNull()
        await ledger.loginSucceeded({ ...LOGIN, tokenHash: 'u', at: T })
        await ledger.endSession('u', T + 1)
        await ledger.endSession('u', T + 2)
        expect(await ledger.session('u')).toBeNull()
        expect((await actions()).filter((line) => line === 'logout success')).toHaveLength(1)
      })
    })

    describe('hotlists', () => {
      const use = { by: 'it', detail: '2 stored' }
      const version = (list: string, at = T) => ({
        list,
        sourceAt: at,
        importedAt: at + 1,
        entries: 2,
        digest: 'd',
        oldestSourceAt: at,
      })
      const ids = (entries: { id: string }[]) => entries.map((entry) => entry.id)

      test('an import replaces its own list only', async () => {
        expect(await ledger.hotlistVersion()).toBeNull()
        await importWhole(
          ledger,
          version('a'),
          [listedEntry({ id: 'a1' }), listedEntry({ id: 'a2' })],
          0,
          use,
        )
        await importWhole(ledger, version('b'), [listedEntry({ id: 'b1' })], 1, use)
        await importWhole(
          ledger,
          version('a', T + 9),
          [listedEntry({ id: 'a2' }), listedEntry({ id: 'a3' })],
          2,
          use,
        )
        expect(ids(await ledger.entriesAt(3, '', 10))).toEqual(['a2', 'a3', 'b1'])
        expect(ids(await ledger.entriesAt(1, '', 10))).toEqual(['a1', 'a2'])
        expect(ids(await ledger.entriesAt(3, 'a2', 1))).toEqual(['a3'])
        const first = await entriesOfPage(ledger, 3, 0, 2)
        const rest = await entriesOfPage(ledger, 3, first.next ?? 0, 2)
        expect([...first.ids, ...rest.ids].sort()).toEqual(['a2', 'a3', 'b1'])
        expect(rest.next).toBeNull()
        expect(await ledger.lists()).toEqual([
          { list: 'a', entries: 2, sourceAt: T + 9, version: 3 },
          { list: 'b', entries: 1, sourceAt: T, version: 2 },
        ])
        expect((await ledger.hotlistVersion())?.version).toBe(3)
      })

      test('an import based on what is no longer in force changes nothing', async () => {
        await importWhole(ledger, version('a'), [listedEntry({ id: 'a1' })], 0, use)
        const before = await ledger.changes()
        expect(await importWhole(ledger, version('a'), [], 0, use)).toBe('outdated')
        expect(ids(await ledger.entriesAt(1, '', 10))).toEqual(['a1'])
        expect(await ledger.changes()).toEqual(before)
        expect(await actions()).toEqual(['hotlist-import success'])
      })

      test('a difference leads from any version to any other, also over an entry that left and came back', async () => {
        const contents = [['a', 'b'], ['b', 'c'], ['a', 'c', 'd'], []]
        for (const [index, content] of contents.entries()) {
          await importWhole(
            ledger,
            version('x'),
            content.map((id) => listedEntry({ id })),
            index,
            use,
          )
        }
        for (let from = 0; from <= 4; from++) {
          for (let to = 1; to <= 4; to++) {
            const have = new Set(contents[from - 1] ?? [])
            const { upsert, remove } = await ledger.difference(from, to)
            for (const id of remove) expect(have.delete(id)).toBe(true)
            for (const { id } of upsert) expect(have.has(id)).toBe(false)
            for (const { id } of upsert) have.add(id)
            expect([...have].sort()).toEqual(contents[to - 1])
          }
        }
      })

      test('an entry is known as its list gave it, after the list dropped it too', async () => {
        const entry = listedEntry({ id: 'a1', flags: ['armed'], folded: true, enteredAt: T - 5 })
        await importWhole(ledger, version('a'), [entry], 0, use)
        await importWhole(ledger, version('a', T + 5), [entry], 1, use)
        const live = await ledger.entryView('a1')
        expect(live).toMatchObject({ list: 'a', sourceAt: T + 5, flags: ['armed'], folded: true, live: true })
        expect(live).not.toHaveProperty('raw')
        await importWhole(ledger, version('a', T + 9), [], 2, use)
        expect(await ledger.entryView('a1')).toMatchObject({ sourceAt: T + 5, live: false })
        expect(await ledger.entryView('none')).toBeNull()
      })
    })
  })
}
