import { TestOrder } from '@archway/shared/api/hotlist'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEscalation } from '../alert/escalation.ts'
import { someRead } from '../store/judged.fixture.ts'
import { openRoom, type Room } from './room.fixture.ts'
import { testEntry } from './test-entry.ts'

const DAY = 86_400_000

let room: Room
beforeEach(async () => {
  room = await openRoom()
})
afterEach(() => room.close())

const stored = async (text: string, ageDays: number) => {
  const read = someRead({ text, capturedAt: room.clock.now - ageDays * DAY })
  await room.store.saveReads([{ read, hits: [], receivedAt: read.closedAt, policy: 'test' }])
  return read
}
const list = async (plate: string, by = 'kim') => {
  const made = await room.entryDesk.propose(room.order({ plate }), by)
  if (!made.ok) throw new Error(made.error.reason)
  await room.entryDesk.decide(made.value.n, 'approved', 'lee')
  await room.changed()
  await room.stop()
}

describe('back-search', () => {
  test('what comes on a list is searched in what was read before; it is look only, and past', async () => {
    await room.bring('hot', 'H1')
    const read = await stored('AB123', 3)
    await stored('AB124', 3)
    await list('AB123')
    const alerts = await room.store.alerts({ limit: 10 })
    expect(alerts).toHaveLength(1)
    expect(alerts[0]).toMatchObject({
      grade: 'look-only',
      doubts: expect.arrayContaining(['past-hit']),
      place: null,
      read: { id: read.id },
      entry: { list: 'manual', plate: 'AB123' },
    })
    await room.changed()
    await room.stop()
    expect(await room.store.alerts({ limit: 10 })).toHaveLength(1)
  })

  test('what it finds is escalated to nobody, also after a restart', async () => {
    await room.bring('hot', 'H1')
    await stored('AB123', 3)
    await list('AB123')
    const { store, ledger, announcer } = room
    const policyBook = { current: () => ({ n: 1, version: 'test', policy: room.policy() }) }
    const escalation = await openEscalation({
      store,
      ledger,
      announcer,
      policyBook,
      now: () => room.clock.now,
    })
    expect(escalation.waiting()).toBe(0)
  })

  test('it is in the use log as a search, with purpose and case, and without the plate', async () => {
    await room.bring('hot', 'H1')
    await stored('AB123', 3)
    await list('AB123')
    const lines = (await room.ledger.uses(0, 100)).filter(({ action }) => action === 'back-search')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      who: 'lee',
      detail: expect.stringMatching(/^stolen-property, case 26-1; 1 reads; plate [0-9a-f]{64}$/),
    })
    expect(JSON.stringify(lines)).not.toMatch(/AB123/)
  })

  test('not beyond retention, not when policy says off, and not for a list of thousands', async () => {
    await room.bring('hot', 'H1')
    await stored('AB123', 91)
    await list('AB123')
    expect(await room.store.alerts({ limit: 10 })).toEqual([])
    await stored('CD456', 3)
    room.setPolicy((policy) => ({ ...policy, hotlist: { ...policy.hotlist, backSearch: 'off' } }))
    await list('CD456')
    await stored('N1', 3)
    room.setPolicy((policy) => ({
      ...policy,
      hotlist: { ...policy.hotlist, backSearch: 'all', backSearchEntries: 2 },
    }))
    await room.bring('hot', 'H1', 'N1', 'N2', 'N3')
    await room.stop()
    expect(await room.store.alerts({ limit: 10 })).toEqual([])
    await stored('M1', 3)
    await room.bring('hot', 'H1', 'N1', 'N2', 'N3', 'M1')
    await room.stop()
    expect((await room.store.alerts({ limit: 10 })).map(({ read }) => read.text)).toEqual(['M1'])
  })
})

describe('the test of an entry', () => {
  const ask = (text: string, change: object = {}) =>
    testEntry(
      TestOrder.parse({
        candidates: [{ text, probability: 0.97 }],
        jurisdiction: { code: 'us-mo', probability: 0.95 },
        ...change,
      }),
      room.book,
      room.policy(),
      room.clock.now,
    )
  const failed = (answer: Awaited<ReturnType<typeof ask>>) =>
    answer.entries.flatMap(({ stages }) => stages.filter(({ passed }) => !passed).map(({ stage }) => stage))

  test('says that it would alert, and why', async () => {
    await room.bring('hot', 'AB123')
    const answer = await ask('ab 1-23')
    expect(answer).toMatchObject({ wouldAlert: true, entries: [{ grade: 'actionable', rule: 'allow' }] })
    expect(failed(answer)).toEqual([])
    expect(await room.store.alerts({ limit: 1 })).toEqual([])
  })

  test('says at which stage it ends', async () => {
    expect((await ask('AB123')).stages).toContainEqual(
      expect.objectContaining({ stage: 'list', passed: false }),
    )
    await room.bring('hot', 'AB123', 'O0')
    expect((await ask('NONE')).stages[0]).toMatchObject({ stage: 'plate', passed: false })
    expect((await ask('ZZ9')).stages).toContainEqual(
      expect.objectContaining({ stage: 'entry', passed: false }),
    )
    expect(failed(await ask('AB123', { candidates: [{ text: 'AB123', probability: 0.2 }] }))).toContain(
      'probability',
    )
    expect(await ask('AB123', { jurisdiction: { code: 'us-il', probability: 0.9 } })).toMatchObject({
      wouldAlert: true,
      entries: [{ grade: 'look-only', doubts: ['state-differs'] }],
    })
    expect(await ask('00')).toMatchObject({ entries: [{ grade: 'look-only', nearFolded: 0.97 }] })
    room.setPolicy((policy) => ({
      ...policy,
      alerts: { ...policy.alerts, categories: { 'stolen-plate': 'allow' } },
    }))
    expect(await ask('AB123')).toMatchObject({ wouldAlert: false, entries: [{ grade: null, rule: 'deny' }] })
  })
})
