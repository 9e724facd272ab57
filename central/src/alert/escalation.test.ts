import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AlertRoom, ANN, openAlertRoom } from './alerts.fixture.ts'
import { createDelivery, type Leg } from './delivery.ts'
import { openEscalation } from './escalation.ts'

let room: AlertRoom
beforeEach(() => {
  room = openAlertRoom()
})
afterEach(() => room.close())

const open = () =>
  openEscalation({
    ...room,
    policyBook: { current: () => ({ n: 1, version: 'plan-1', policy: room.world.policy }) },
    now: () => room.clock.now,
  })
const raisedAt = async (id: string) => (await room.store.alert(id))?.raisedAt ?? 0
const escalatedOf = async (id: string) => (await room.store.alert(id))?.escalatedAt

describe('escalation', () => {
  test('what nobody acknowledges in the policy’s time is noted, logged and announced, once', async () => {
    const escalation = await open()
    const id = await room.alert({ raised: true })
    room.clock.now = (await raisedAt(id)) + 59_999
    await escalation.tick()
    expect(await escalatedOf(id)).toBeNull()
    room.clock.now += 1
    await Promise.all([escalation.tick(), escalation.tick()])
    await escalation.tick()
    expect(await escalatedOf(id)).toBe(room.clock.now)
    expect(room.heard.filter(({ kind }) => kind === 'changed')).toHaveLength(1)
    expect(await room.ledger.escalations(9)).toEqual([
      { alert: id, device: 'unit-1', raisedAt: await raisedAt(id), at: room.clock.now, policy: 'plan-1' },
    ])
    const [line, ...more] = await room.ledger.uses(0, 9)
    expect(line).toMatchObject({ who: 'system', action: 'alert-escalate', subject: id })
    expect(more).toEqual([])
    expect(escalation.waiting()).toBe(0)
  })

  test('an acknowledged alert is not escalated', async () => {
    const escalation = await open()
    const id = await room.alert()
    room.clock.now += 3_600_000
    await escalation.tick()
    expect(await escalatedOf(id)).toBeNull()
  })

  test('survives a restart: also a kill after the notice and before the alert’s own mark', async () => {
    const id = await room.alert({ raised: true })
    const at = (await raisedAt(id)) + 60_000
    await room.ledger.noteEscalation({
      alert: id,
      device: 'unit-1',
      raisedAt: at - 60_000,
      at,
      policy: 'plan-1',
    })
    room.clock.now = at + 5000
    const escalation = await open()
    expect(escalation.waiting()).toBe(1)
    await escalation.tick()
    expect(await escalatedOf(id)).toBe(at + 5000)
    expect(await room.ledger.escalations(9)).toMatchObject([{ at }])
    expect((await open()).waiting()).toBe(0)
  })
})

test('promise 9: the way to a screen and to a person is timed, also when nobody was there for an hour', async () => {
  const legs: [Leg, number][] = []
  const delivery = createDelivery({
    ...room,
    now: () => room.clock.now,
    observe: (leg, ms) => legs.push([leg, ms]),
  })
  const id = await room.alert({ raised: true })
  const committedAt = room.clock.now
  const record = await room.store.alert(id)
  room.clock.now += 3_600_000
  expect(await delivery.shown([id])).toEqual([id])
  expect(await delivery.shown([id]), 'only the first screen counts').toEqual([])
  expect(await room.store.alert(id)).toMatchObject({ committedAt, shownAt: committedAt + 3_600_000 })
  room.clock.now += 7000
  const done = await room.desk.acknowledge(id, ANN.user)
  if (done) delivery.acknowledged(done.record)
  expect(legs).toEqual([
    ['frame-to-commit', committedAt - (record?.read.lastSeenAt ?? 0)],
    ['commit-to-screen', 3_600_000],
    ['screen-to-acknowledgement', 7000],
  ])
})
