import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MAX_BYTES } from '@archway/shared/codec'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { certificateRequest } from '../fleet/fleet.fixture.ts'
import { type Bearer, closed, newAuthority, openPair, type Rig, seenBy } from './broker.fixture.ts'

let rig: Rig
let one: Bearer
let two: Bearer
beforeEach(async () => {
  ;({ rig, one, two } = await openPair())
})
afterEach(() => rig.close())

const seen = () => seenBy(rig)
const refusedWith = (line: string) => vi.waitFor(() => expect(rig.refused).toContain(line), 5000)

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
