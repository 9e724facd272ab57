import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Bearer, closed, openPair, type Rig, seenBy } from './broker.fixture.ts'

let rig: Rig
let one: Bearer
let two: Bearer
beforeEach(async () => {
  ;({ rig, one, two } = await openPair())
})
afterEach(() => rig.close())

const seen = () => seenBy(rig)

describe('broker: what units may do', () => {
  test('what a unit publishes arrives under its name, in order', async () => {
    const client = await rig.connect('car-1', one)
    for (let i = 0; i < 50; i++) client.publish('archway/v1/car-1/reads', String(i), { qos: 1 })
    await client.publishAsync('archway/v1/car-1/health', 'h', { qos: 1 })
    expect(seen()).toEqual([...Array.from({ length: 50 }, (_, i) => `car-1 reads ${i}`), 'car-1 health h'])
    expect(rig.refused).toEqual([])
  })

  test('a unit hears only what is sent to it, in order, and a retained manifest when it comes later', async () => {
    const client = await rig.connect('car-1', one)
    const other = await rig.connect('car-2', two)
    const heard: string[] = []
    client.on('message', (topic, payload) => heard.push(`${topic} ${payload}`))
    other.on('message', (topic, payload) => heard.push(`other ${topic} ${payload}`))
    await client.subscribeAsync(['archway/v1/car-1/ack', 'archway/v1/car-1/hotlist'], { qos: 1 })
    await other.subscribeAsync('archway/v1/car-2/ack', { qos: 1 })
    await Promise.all([
      rig.broker.publish('car-1', 'hotlist', Buffer.from('m1'), { retain: true }),
      ...Array.from({ length: 40 }, (_, i) => rig.broker.publish('car-1', 'ack', Buffer.from(`a${i}`))),
    ])
    const expected = [
      'archway/v1/car-1/hotlist m1',
      ...Array.from({ length: 40 }, (_, i) => `archway/v1/car-1/ack a${i}`),
    ]
    await vi.waitFor(() => expect(heard).toEqual(expected), 5000)

    await rig.broker.publish('car-2', 'hotlist', Buffer.from('m2'), { retain: true })
    await other.subscribeAsync('archway/v1/car-2/hotlist', { qos: 1 })
    await vi.waitFor(() => expect(heard).toContain('other archway/v1/car-2/hotlist m2'), 5000)
  })

  test('the will of a unit that is torn off is published, and only then', async () => {
    const will = {
      topic: 'archway/v1/car-1/status',
      payload: Buffer.from('gone'),
      qos: 1,
      retain: true,
    } as const
    const polite = await rig.connect('car-1', one, { will })
    await polite.endAsync()
    const torn = await rig.connect('car-1', one, { will })
    expect(seen()).toEqual([])
    torn.stream.destroy()
    await vi.waitFor(() => expect(seen()).toEqual(['car-1 status gone']), 5000)
  })

  test('a second connection with the same certificate takes the first one over', async () => {
    const first = await rig.connect('car-1', one)
    const gone = closed(first)
    const second = await rig.connect('car-1', one)
    await gone
    await second.publishAsync('archway/v1/car-1/reads', 'second', { qos: 1 })
    expect(seen()).toEqual(['car-1 reads second'])
    expect(rig.broker.connected()).toBe(1)
    expect(rig.refused).toEqual([])
  })

  test('a slow handler slows its unit down and loses nothing', async () => {
    let working = 0
    let most = 0
    rig.work = async () => {
      working += 1
      most = Math.max(most, working)
      await new Promise((resolve) => setTimeout(resolve, 200))
      working -= 1
    }
    const client = await rig.connect('car-1', one)
    const image = Buffer.alloc(50_000, 7)
    await Promise.all(
      Array.from({ length: 60 }, () => client.publishAsync('archway/v1/car-1/images', image, { qos: 1 })),
    )
    expect(rig.arrivals).toHaveLength(60)
    expect(rig.arrivals.every(({ payload }) => payload.length === 50_000)).toBe(true)
    // Eight in work, and what had been read from the socket when the eighth came.
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(10)
  })

  test('a handler that breaks cuts the unit off and is reported', async () => {
    rig.work = () => Promise.reject(new Error('broken'))
    const client = await rig.connect('car-1', one)
    const gone = closed(client)
    client.publish('archway/v1/car-1/reads', 'x', { qos: 1 })
    await gone
    expect(rig.refused).toEqual(['fault Error: broken'])
  })
})
