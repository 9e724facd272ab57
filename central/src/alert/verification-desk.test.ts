import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bookOf, POLICY, UNITS } from '../ingest/ingest.fixture.ts'
import { judge } from '../ingest/judge.ts'
import { random, someEntry, someRead } from '../store/judged.fixture.ts'
import { type AlertRoom, ANN, BOB, OFFICER, openAlertRoom, SUE } from './alerts.fixture.ts'
import { openQuarantineBook } from './quarantine-book.ts'
import { releaseOf } from './release.ts'

const TYPED = { plate: 'AB12CD', state: 'us-mo', confirmsLive: true }

let room: AlertRoom
beforeEach(() => {
  room = openAlertRoom()
})
afterEach(() => room.close())

describe('verifying', () => {
  test('a person who types the entry’s plate and state from the images verifies it, and everybody hears', async () => {
    const id = await room.alert()
    const done = await room.verification.verify(id, TYPED, ANN)
    expect(done).toMatchObject({
      outcome: 'verified',
      found: { plate: 'same', read: 'same', state: 'same', live: 'live' },
      record: { state: 'verified', looks: [{ by: 'ann', plate: 'AB12CD' }] },
    })
    expect(room.heard.at(-1)).toMatchObject({ kind: 'changed', record: { state: 'verified' } })
  })

  test.each([
    ['another plate', { plate: 'AB12CX' }, 'disagreed'],
    ['another state', { state: 'us-il' }, 'disagreed'],
    ['an entry that is not confirmed', { confirmsLive: false }, 'agreed'],
  ])('%s never verifies', async (_, change, outcome) => {
    const id = await room.alert()
    const done = await room.verification.verify(id, { ...TYPED, ...change }, ANN)
    expect(done).toMatchObject({ outcome, record: { state: 'acknowledged' } })
  })

  test('nor does an entry that has left the list or has expired since', async () => {
    room.world.entry = someEntry({ live: false })
    expect(await room.verification.verify(await room.alert(), TYPED, ANN)).toMatchObject({
      outcome: 'agreed',
      found: { live: 'withdrawn' },
    })
    room.world.entry = someEntry({ expiresAt: room.clock.now })
    expect(await room.verification.verify(await room.alert(), TYPED, ANN)).toMatchObject({
      outcome: 'agreed',
      found: { live: 'expired' },
    })
  })

  test('after a disagreement another operator’s look does not do; a supervisor’s does', async () => {
    const id = await room.alert()
    await room.verification.verify(id, { ...TYPED, plate: 'A812CD' }, ANN)
    expect(await room.verification.verify(id, TYPED, BOB)).toMatchObject({ outcome: 'needs-supervisor' })
    expect(await room.verification.verify(id, TYPED, SUE)).toMatchObject({ outcome: 'verified' })
  })
})

describe('who gets what', () => {
  const to = async (id: string, viewer = ANN) => {
    const record = await room.store.alert(id)
    if (!record) throw new Error('no alert')
    return releaseOf(record, viewer, room.world.policy)
  }

  test('sealed to whoever could verify it, until they look; open to the others once it is settled', async () => {
    const id = await room.alert()
    expect([await to(id), await to(id, BOB), await to(id, SUE)]).toEqual(['sealed', 'sealed', 'sealed'])
    await room.verification.verify(id, { ...TYPED, plate: 'XXX' }, ANN)
    expect([await to(id), await to(id, BOB)]).toEqual(['open', 'sealed'])
    await room.verification.open(id, 'pursuit', SUE)
    expect(await to(id, SUE)).toBe('open')
    expect(await room.verification.verify(id, TYPED, SUE), 'not blind any more').toMatchObject({
      outcome: 'opened-before',
    })
    await room.verification.dispose(id, { disposition: 'misread', note: 'X' }, ANN)
    expect(await to(id, BOB)).toBe('open')
    room.world.policy = { ...POLICY, alerts: { ...POLICY.alerts, settledTo: ['supervisor'] } }
    expect(await to(id, BOB)).toBe('sealed')
  })

  test('an officer, who cannot verify, gets the unverified copy, or none until it is settled', async () => {
    const id = await room.alert()
    expect(await to(id, OFFICER)).toBe('open')
    expect(await to(id, { user: 'both', roles: ['officer', 'operator'] })).toBe('sealed')
    room.world.policy = { ...POLICY, alerts: { ...POLICY.alerts, allowInCar: false } }
    expect(await to(id, OFFICER)).toBe('hidden')
    await room.verification.verify(id, TYPED, ANN)
    expect(await to(id, OFFICER)).toBe('open')
  })
})

describe('dispositions', () => {
  test('who has not looked can only say "not actionable"; "correct" needs a verified alert', async () => {
    const id = await room.alert()
    const dispose = async (disposition: 'correct' | 'misread' | 'not-actionable', by = ANN) =>
      (await room.verification.dispose(id, { disposition, note: 'note' }, by))?.outcome
    expect(await dispose('misread')).toBe('look-first')
    expect(await dispose('correct')).toBe('verify-first')
    expect(await room.ledger.outcomeCounts(0, 1e15)).toEqual([])
    await room.verification.verify(id, TYPED, ANN)
    expect(await dispose('correct')).toBe('done')
    expect(await dispose('correct')).toBe('settled')
    expect(await room.ledger.outcomeCounts(0, 1e15)).toEqual([
      { device: 'unit-1', disposition: 'correct', alerts: 1 },
    ])
    const other = await room.alert()
    expect(
      await room.verification.dispose(other, { disposition: 'not-actionable', note: 'dark' }, BOB),
    ).toMatchObject({ outcome: 'done', record: { state: 'dismissed' } })
    const log = (await room.ledger.uses(0, 99)).map(({ who, action, detail }) => `${who} ${action} ${detail}`)
    expect(log).toContain('bob alert-dispose not-actionable · unit unit-1 · policy plan-1')
    expect(JSON.stringify(log)).not.toContain('AB12CD')
  })

  test('a misread is the fault of the cameras that read it so; enough of them propose a quarantine, a person decides', async () => {
    const misread = async (best2: string) => {
      const { views } = someRead()
      const [one, two] = views
      if (!one || !two) throw new Error('no views')
      const read = { views: [one, { ...two, best: { text: best2, probability: 0.9 } }] }
      const id = await room.alert({ read })
      room.clock.now += 1000
      await room.verification.verify(id, { ...TYPED, plate: 'AB12CX' }, ANN)
      await room.verification.dispose(id, { disposition: 'misread', note: 'X' }, ANN)
    }
    for (let n = 0; n < 4; n += 1) await misread('AB12CX')
    expect(await room.ledger.quarantines(null), 'fewer than the policy asks for').toEqual([])
    await misread('AB12CX')
    const [proposed, ...others] = await room.ledger.quarantines('proposed')
    expect(others).toEqual([])
    expect(proposed).toMatchObject({
      device: 'unit-1',
      camera: 'camera-1',
      judged: 5,
      wrong: 5,
      policy: 'plan-1',
    })
    expect(proposed?.low).toBeGreaterThan(0.2)
    expect(await room.ledger.cameraErrors(0)).toMatchObject([
      { camera: 'camera-1', wrong: 5, quarantine: 'proposed', interval: { share: 1, high: 1 } },
      { camera: 'camera-2', wrong: 0, quarantine: null },
    ])

    const quarantines = await openQuarantineBook(room.ledger)
    const read = someRead({ device: 'unit-1' })
    const means = { book: bookOf([someEntry()]), policy: POLICY, random, quarantined: quarantines.has }
    const graded = async () =>
      (await judge({ read, hits: [] }, UNITS[0] as (typeof UNITS)[number], means, room.clock.now)).judged
        .hits[0]
    expect((await graded())?.grade, 'proposed is not decided').toBe('actionable')
    const decision = { n: proposed?.n ?? 0, by: 'sue', at: room.clock.now, reason: 'lens is cracked' }
    expect(await room.ledger.decideQuarantine({ ...decision, quarantine: true })).toBe('decided')
    expect(await room.ledger.decideQuarantine({ ...decision, quarantine: false })).toBe('decided-already')
    await quarantines.refresh()
    expect(await graded()).toMatchObject({ grade: 'look-only', doubts: ['camera-quarantined'] })
    expect(await room.ledger.liftQuarantine(decision)).toBe('lifted')
    expect(await room.ledger.liftQuarantine(decision)).toBe('not-in-force')
    await quarantines.refresh()
    expect((await graded())?.grade).toBe('actionable')
    await misread('AB12CX')
    expect(await room.ledger.quarantines('proposed'), 'what was before the decision is settled').toEqual([])
  })
})
