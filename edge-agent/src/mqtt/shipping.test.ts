import { decodeJson, encodeJson } from '@archway/shared/codec'
import { Ack, ReadsMessage, StatusMessage } from '@archway/shared/messages'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type TestAuthority, testAuthority } from '../enroll/authority.fixture.ts'
import { sightingOf } from '../outbox/sighting.fixture.ts'
import { openSqliteOutbox } from '../outbox/sqlite-outbox.ts'
import { type Link, type LinkOptions, openLink } from './link.ts'
import { scriptedCentral } from './scripted-central.fixture.ts'
import { type ShippingNote, shipper } from './shipper.ts'

type Central = Awaited<ReturnType<typeof scriptedCentral>>

const SETTINGS = { batch: 5, window: { reads: 2, images: 2 }, ackTimeoutMs: 300 }
/** For what looks at each message: a central that a busy machine keeps for 300 ms is not asked again. */
const PATIENT = { ...SETTINGS, ackTimeoutMs: 15_000 }

/** A unit's outbox, shipper and link, pumped as `run` does it. */
function unit(url: string, tls: LinkOptions['tls'] = null, settings = SETTINGS) {
  const outbox = openSqliteOutbox(':memory:', 1e9, Date.now)
  const notes: ShippingNote[] = []
  const faults: (string | null)[] = []
  let link: Link | null = null
  const ship = shipper(
    outbox,
    (channel, payload) => link?.send(channel, payload) ?? false,
    Date.now,
    (note) => notes.push(note),
    settings,
  )
  link = openLink({
    url,
    device: 'unit-1',
    tls,
    software: 'test',
    backoff: { firstMs: 50, longestMs: 200 },
    keepaliveSeconds: 30,
    clock: Date.now,
    random: Math.random,
    onUp: ship.pump,
    onDown: ship.onDown,
    onMessage: (channel, payload) => {
      if (channel === 'ack') ship.onAck(payload)
    },
    onFault: (fault) => faults.push(fault),
  })
  const timer = setInterval(ship.pump, 50)
  const put = (count: number, options: Parameters<typeof sightingOf>[1] = {}) =>
    Array.from({ length: count }, (_, n) => {
      const given = sightingOf(n, options)
      outbox.put(given.sighting, given.images)
      return given
    })
  return {
    outbox,
    ship,
    notes,
    faults,
    link,
    put,
    async stop() {
      clearInterval(timer)
      await link?.stop()
      outbox.close()
    },
  }
}

const idsOf = (given: ReturnType<typeof sightingOf>[]) =>
  given.flatMap(({ sighting, images }) => [sighting.read.id, ...images.map(({ header }) => header.id)])

const eventually = (assertion: () => void) => vi.waitFor(assertion, { timeout: 8000, interval: 20 })

describe('shipping', () => {
  let central: Central
  let box: ReturnType<typeof unit>
  beforeEach(async () => {
    central = await scriptedCentral({ device: 'unit-1' })
  })
  afterEach(async () => {
    await box.stop()
    await central.kill()
  })
  const readsMessages = () =>
    central.log.flatMap(({ channel, payload }) => {
      const message = channel === 'reads' ? decodeJson(ReadsMessage, payload) : null
      return message?.ok ? [message.value] : []
    })

  it('empties the outbox into central: hits, reads, images, in batches and within the window', async () => {
    box = unit(central.url(), null, PATIENT)
    const reads = box.put(12)
    const hits = box.put(3, { hit: true })
    await eventually(() => expect(box.outbox.state().waiting).toBe(0))
    expect([...central.stored].sort()).toEqual(idsOf([...reads, ...hits]).sort())
    const messages = readsMessages()
    expect(messages[0]?.sightings.map((sighting) => sighting.read.id)).toEqual(
      hits.map((hit) => hit.sighting.read.id),
    )
    expect(Math.max(...messages.map((message) => message.sightings.length))).toBe(SETTINGS.batch)
    const kinds = central.log.map((arrived) => arrived.channel).filter((kind) => kind !== 'status')
    expect(kinds.lastIndexOf('reads')).toBeLessThan(kinds.indexOf('images'))
  })

  it('lets nothing go on PUBACK alone, and sends again what is not answered', async () => {
    let silent = true
    central.answers((_arrived, usual) => (silent ? null : usual))
    box = unit(central.url())
    box.put(3)
    await eventually(() => expect(readsMessages().length).toBeGreaterThanOrEqual(3))
    expect(box.outbox.state().waiting).toBe(9)
    expect(box.notes).toContainEqual({ kind: 'sent-again', messages: 1 })
    silent = false
    await eventually(() => expect(box.outbox.state().waiting).toBe(0))
    expect(central.stored.size).toBe(9)
  })

  it('never has more messages under way than its window', async () => {
    central.answers(() => null)
    box = unit(central.url(), null, PATIENT)
    box.put(60)
    await eventually(() => expect(readsMessages().length).toBe(2))
    await new Promise((done) => setTimeout(done, 150))
    expect(readsMessages().length).toBe(2)
  })

  it('takes answers that come late, twice, or for what it never sent', async () => {
    central.answers(async (_arrived, usual) => {
      await new Promise((done) => setTimeout(done, 500))
      central.say('ack', encodeJson(Ack, usual))
      central.say('ack', encodeJson(Ack, { ...usual, message: '0'.repeat(64) }))
      central.say('ack', Buffer.from('garbage'))
      return usual
    })
    box = unit(central.url())
    const given = box.put(4)
    await eventually(() => expect(box.outbox.state().waiting).toBe(0))
    expect([...central.stored].sort()).toEqual(idsOf(given).sort())
    expect(box.notes.some((note) => note.kind === 'unreadable-ack')).toBe(true)
  })

  it('keeps what central refuses, says so, and goes on with the rest', async () => {
    box = unit(central.url())
    const [bad, good] = [sightingOf(1), sightingOf(2)]
    const refusal = { code: 'clock', detail: 'the clock is off' } as const
    central.answers((_arrived, usual) => ({
      ...usual,
      accepted: usual.accepted.filter((id) => id !== bad.sighting.read.id),
      refused: usual.accepted.filter((id) => id === bad.sighting.read.id).map((id) => ({ id, refusal })),
    }))
    for (const given of [bad, good]) box.outbox.put(given.sighting, given.images)
    await eventually(() => expect(box.outbox.state()).toMatchObject({ waiting: 0, refused: 3 }))
    expect(box.notes).toContainEqual({ kind: 'refused', ids: [bad.sighting.read.id], refusal })
    expect(central.stored.has(good.sighting.read.id)).toBe(true)
  })

  it('finds the one at fault in a batch that was refused as a whole', async () => {
    box = unit(central.url())
    const refusal = { code: 'schema', detail: 'unknown field' } as const
    const fault = sightingOf(99)
    central.answers(({ channel, payload }, usual) =>
      channel === 'reads' && payload.includes(fault.sighting.read.id)
        ? { ...usual, accepted: [], whole: refusal }
        : usual,
    )
    box.outbox.put(fault.sighting, fault.images)
    const good = box.put(4)
    await eventually(() => expect(box.outbox.state()).toMatchObject({ waiting: 0, refused: 3 }))
    expect([...central.stored].sort()).toEqual(idsOf(good).sort())
  })

  it('loses nothing when connections are cut and the broker is killed and comes back, again and again', async () => {
    box = unit(central.url())
    let asked = 0
    central.answers((_arrived, usual) => (++asked % 3 === 0 ? null : usual))
    const given: ReturnType<typeof sightingOf>[] = []
    for (let round = 0; round < 4; round++) {
      given.push(...box.put(15, { hit: round % 2 === 0 }))
      await new Promise((done) => setTimeout(done, 120))
      if (round % 2 === 0) central.cut()
      else {
        await central.kill()
        given.push(...box.put(5))
        await new Promise((done) => setTimeout(done, 150))
        await central.start()
      }
    }
    central.answers((_arrived, usual) => usual)
    await eventually(() => expect(box.outbox.state().waiting).toBe(0))
    expect([...central.stored].sort()).toEqual(idsOf(given).sort())
    expect(box.outbox.state().refused).toBe(0)
    expect(box.faults.some((fault) => fault !== null)).toBe(true)
    expect(box.faults.at(-1)).toBe(null)
  }, 30_000)

  it('says online, says goodbye when it stops, and leaves a will for when it cannot', async () => {
    const states = () =>
      central.log
        .filter((arrived) => arrived.channel === 'status')
        .map(({ payload }) => {
          const status = decodeJson(StatusMessage, payload)
          return status.ok ? status.value.state : 'unreadable'
        })
    box = unit(central.url())
    await eventually(() => expect(states()).toEqual(['online']))
    central.cut()
    await eventually(() => expect(states()).toEqual(['online', 'offline', 'online']))
    await box.link.stop()
    await eventually(() => expect(states()).toEqual(['online', 'offline', 'online', 'offline']))
    await eventually(() => expect(central.clients()).toBe(0))
  })
})

describe('over TLS', () => {
  let authority: TestAuthority
  let stranger: TestAuthority
  let central: Central
  let box: ReturnType<typeof unit> | null = null
  beforeEach(async () => {
    authority = await testAuthority()
    stranger = await testAuthority('Somebody Else')
    central = await scriptedCentral({
      device: 'unit-1',
      tls: { ...(await authority.server()), ca: authority.certificate },
    })
  })
  afterEach(async () => {
    await box?.stop()
    box = null
    await central.kill()
  })

  it('ships with the certificate of its enrolment', async () => {
    box = unit(central.url(), { ...(await authority.device('unit-1')), ca: authority.certificate })
    box.put(2, { hit: true })
    await eventually(() => expect(box?.outbox.state().waiting).toBe(0))
    expect(central.stored.size).toBe(6)
  })

  it('trusts no server of another authority, tells why, and sends it nothing', async () => {
    box = unit(central.url(), { ...(await authority.device('unit-1')), ca: stranger.certificate })
    box.put(1)
    await eventually(() => expect(box?.faults.at(-1)).toMatch(/do not trust each other/))
    expect(central.log).toEqual([])
    expect(box.outbox.state().waiting).toBe(3)
  })

  it('is not let in with a certificate of another authority, and says so', async () => {
    box = unit(central.url(), { ...(await stranger.device('unit-1')), ca: authority.certificate })
    await eventually(() => expect(box?.faults.at(-1)).toMatch(/[a-z]/))
    expect(central.clients()).toBe(0)
  })
})
