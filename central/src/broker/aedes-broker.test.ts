import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { MAX_BYTES } from '@archway/shared/codec'
import type { MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { certificateRequest } from '../fleet/fleet.fixture.ts'
import { type Bearer, newAuthority, openRig, type Rig } from './broker.fixture.ts'

let rig: Rig
let one: Bearer
let two: Bearer

beforeEach(async () => {
  rig = await openRig()
  one = await rig.enrolled('car-1')
  two = await rig.enrolled('car-2')
})
afterEach(() => rig.close())

const closed = (client: MqttClient | TLSSocket) =>
  new Promise<void>((resolve) => client.on('close', () => resolve()))
const seen = () => rig.arrivals.map(({ device, channel, payload }) => `${device} ${channel} ${payload}`)
const refusedWith = (line: string) => vi.waitFor(() => expect(rig.refused).toContain(line), 5000)

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

describe('broker: what nobody may do', () => {
  const publishes = [
    ['another unit’s subtree', 'archway/v1/car-2/reads', {}, 'publish-topic'],
    ['a downward channel', 'archway/v1/car-1/ack', {}, 'publish-topic'],
    ['a deeper topic', 'archway/v1/car-1/reads/x', {}, 'publish-topic'],
    ['another root', 'archway/v2/car-1/reads', {}, 'publish-topic'],
    ['the broker’s own topics', '$SYS/x', {}, 'publish-topic'],
    [
      'something retained that is not its status',
      'archway/v1/car-1/reads',
      { retain: true },
      'publish-retained',
    ],
    ['quality 2', 'archway/v1/car-1/reads', { qos: 2 }, 'publish-qos'],
  ] as const
  test.each(publishes)('publish: %s', async (_what, topic, options, attempt) => {
    const victim = await rig.connect('car-2', two)
    const heard: string[] = []
    victim.on('message', (t) => heard.push(t))
    await victim.subscribeAsync('archway/v1/car-2/ack', { qos: 1 })
    const client = await rig.connect('car-1', one)
    const gone = closed(client)
    client.publish(topic, 'evil', { qos: 1, ...options })
    await gone
    await refusedWith(`${attempt} car-1`)
    expect(rig.arrivals).toEqual([])
    expect(heard).toEqual([])
  })

  const filters = [
    '#',
    '+/#',
    'archway/v1/+/reads',
    'archway/v1/+/ack',
    'archway/v1/car-1/+',
    'archway/v1/car-1/#',
    'archway/v1/car-2/ack',
    'archway/v1/car-2/hotlist',
    'archway/v1/car-1/reads',
    '$SYS/#',
    '$share/g/archway/v1/car-2/ack',
  ]
  test.each(filters)('subscribe: %s', async (filter) => {
    const client = await rig.connect('car-1', one)
    const heard: string[] = []
    client.on('message', (topic) => heard.push(topic))
    const granted = await client.subscribeAsync(filter, { qos: 1 }).catch((error: Error) => error.message)
    if (Array.isArray(granted)) expect(granted[0]?.qos).toBe(128)
    await refusedWith('subscribe car-1')
    const other = await rig.connect('car-2', two)
    await other.publishAsync('archway/v1/car-2/reads', 'secret', { qos: 1 })
    await rig.broker.publish('car-2', 'ack', Buffer.from('secret'))
    await rig.broker.publish('car-1', 'hotlist', Buffer.from('not asked for'), { retain: true })
    await other.publishAsync('archway/v1/car-2/health', 'later', { qos: 1 })
    expect(heard).toEqual([])
  })

  test('one bad filter among good ones is refused alone', async () => {
    const client = await rig.connect('car-1', one)
    const heard: string[] = []
    client.on('message', (topic) => heard.push(topic))
    const filters = ['archway/v1/car-1/ack', 'archway/v1/car-2/ack']
    await client.subscribeAsync(filters, { qos: 1 }).catch(() => {})
    await rig.broker.publish('car-2', 'ack', Buffer.from('x'))
    await rig.broker.publish('car-1', 'ack', Buffer.from('y'))
    await vi.waitFor(() => expect(heard).toEqual(['archway/v1/car-1/ack']), 5000)
    expect(rig.refused).toEqual(['subscribe car-1'])
  })

  test('connect: as another unit, by client id', async () => {
    const victim = await rig.connect('car-2', two)
    await expect(rig.connect('car-2', one)).rejects.toThrow(/[Nn]ot authorized/)
    expect(rig.refused).toEqual(['client-id car-1'])
    await victim.publishAsync('archway/v1/car-2/reads', 'still here', { qos: 1 })
    expect(seen()).toEqual(['car-2 reads still here'])
  })

  const wills = [
    ['in another unit’s name', 'archway/v1/car-2/status'],
    ['on another channel', 'archway/v1/car-1/reads'],
    ['on a wildcard', 'archway/v1/+/status'],
  ] as const
  test.each(wills)('connect: with a will %s', async (_what, topic) => {
    const will = { topic, payload: Buffer.from('evil'), qos: 1, retain: true } as const
    await expect(rig.connect('car-1', one, { will })).rejects.toThrow(/[Nn]ot authorized/)
    expect(rig.refused).toEqual(['will car-1'])
    expect(rig.arrivals).toEqual([])
  })

  test('connect: without a certificate', async () => {
    await expect(rig.connect('car-1', { key: '', cert: '' })).rejects.toThrow()
    await refusedWith('no-valid-certificate null')
    expect(rig.broker.connected()).toBe(0)
  })

  test('connect: with a certificate that another authority gave for the same name', async () => {
    const stranger = await newAuthority(join(mkdtempSync(join(tmpdir(), 'stranger-')), 'keys'))
    const { csr, key } = await certificateRequest('car-1')
    const issued = await stranger.certifyDevice('car-1', csr, Date.now())
    if (!issued.ok) throw new Error(issued.error)
    await expect(rig.connect('car-1', { key, cert: issued.value.certificate })).rejects.toThrow()
    await refusedWith('no-valid-certificate null')
    expect(rig.arrivals).toEqual([])
  })

  test('connect: with a server’s certificate', async () => {
    const { key, certificate } = await rig.authority.certifyServer(['car-1'], Date.now())
    await expect(rig.connect('car-1', { key, cert: certificate })).rejects.toThrow()
    await refusedWith('no-valid-certificate null')
  })

  test('connect: with a certificate of ours that the ledger does not know, or that has been replaced', async () => {
    const { csr, key } = await certificateRequest('car-9')
    const issued = await rig.authority.certifyDevice('car-9', csr, Date.now())
    if (!issued.ok) throw new Error(issued.error)
    await expect(rig.connect('car-9', { key, cert: issued.value.certificate })).rejects.toThrow(/authorized/)
    const other = await rig.authority.certifyDevice('car-1', csr, Date.now())
    if (!other.ok) throw new Error(other.error)
    await expect(rig.connect('car-1', { key, cert: other.value.certificate })).rejects.toThrow(/authorized/)
    expect(rig.refused).toEqual(['unknown-device car-9', 'superseded-certificate car-1'])
  })

  test('a revoked unit is cut off at once, speaks and hears no more, and does not come back', async () => {
    const client = await rig.connect('car-1', one)
    const heard: string[] = []
    client.on('message', (topic) => heard.push(topic))
    await client.subscribeAsync('archway/v1/car-1/ack', { qos: 1 })
    await rig.ledger.revokeDevice('car-1', Date.now(), 'it')
    const cutOff = await rig.registry.refresh()
    expect(cutOff).toEqual(['car-1'])

    // Even before its connection is closed.
    await rig.broker.publish('car-1', 'ack', Buffer.from('x'))
    const gone = closed(client)
    client.publish('archway/v1/car-1/reads', 'late', { qos: 1 })
    await gone
    expect(seen()).toEqual([])
    expect(heard).toEqual([])
    await expect(rig.connect('car-1', one)).rejects.toThrow(/authorized/)
    expect(rig.refused).toEqual(['revoked car-1', 'revoked car-1'])
  })

  test('a live connection of a revoked unit that says nothing is closed', async () => {
    const client = await rig.connect('car-1', one)
    const gone = closed(client)
    await rig.ledger.revokeDevice('car-1', Date.now(), 'it')
    for (const device of await rig.registry.refresh()) await rig.broker.disconnect(device)
    await gone
    expect(rig.broker.connected()).toBe(0)
  })

  test('a packet that says it is too large is cut off before its content', async () => {
    const client = await rig.connect('car-1', one)
    const gone = closed(client)
    client.publish('archway/v1/car-1/images', Buffer.alloc(MAX_BYTES.json + 2048), { qos: 1 })
    await gone
    await refusedWith('packet-size car-1')
    expect(rig.arrivals).toEqual([])

    const raw = await rig.raw(one)
    raw.on('error', () => {})
    const end = closed(raw)
    raw.write(Buffer.of(0x10, 0xff, 0xff, 0xff, 0x7f))
    await end
    await vi.waitFor(() => expect(rig.refused).toEqual(['packet-size car-1', 'packet-size car-1']), 5000)
  })

  test('garbage closes its own connection only', async () => {
    const client = await rig.connect('car-2', two)
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\0\0\0\0\0\0', Buffer.of(0x10, 4, 1, 2, 3, 4)]) {
      const raw = await rig.raw(one)
      raw.on('error', () => {})
      const end = closed(raw)
      raw.write(bytes)
      await end
    }
    await vi.waitFor(() => expect(rig.refused).toEqual(Array(3).fill('protocol car-1')), 5000)
    await client.publishAsync('archway/v1/car-2/reads', 'fine', { qos: 1 })
    expect(seen()).toEqual(['car-2 reads fine'])
  })
})
