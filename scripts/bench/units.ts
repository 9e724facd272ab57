import { decodeJson, encodeJson } from '@archway/shared/codec'
import { Ack, ReadsMessage } from '@archway/shared/messages'
import { sha256 } from '@archway/shared/signing'
import { topicOf } from '@archway/shared/topics'
import { connectAsync, type MqttClient } from 'mqtt'
import { chanceOf, passingRead, plateOf } from './passing-reads.ts'
import type { Load, LoadResult, UnitIdentity } from './units-protocol.ts'

/**
 * The units of the ingest bench, in a process of their own as they are machines of their own. Each sends
 * whole batches and keeps at most `window` of them unanswered, as an outbox does. What is measured is the
 * time from publishing a batch to central's own ack of it.
 */
process.once('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run(load: Load): Promise<LoadResult> {
  const chance = chanceOf(7)
  const share = Math.ceil(load.batches / load.units.length)
  const units = await Promise.all(load.units.map((unit) => startUnit(unit, load)))
  const payloads = load.units.map(({ device }) =>
    Array.from({ length: share }, () => {
      const reads = Array.from({ length: load.batch }, () => {
        const plate =
          chance() < load.hitShare ? load.wanted[Math.floor(chance() * load.wanted.length)] : undefined
        return passingRead(device, plate ?? plateOf(chance), Date.now(), chance)
      })
      const sightings = reads.map((read) => ({ read, hits: [] }))
      return encodeJson(ReadsMessage, { v: 1, sentAt: Date.now(), sightings })
    }),
  )
  const from = performance.now()
  await Promise.all(units.map((unit, index) => unit.send(payloads[index] ?? [], from)))
  const seconds = (performance.now() - from) / 1000
  await Promise.all(units.map((unit) => unit.client.endAsync()))
  return {
    rows: share * load.units.length * load.batch,
    seconds,
    latencies: units.flatMap((unit) => unit.latencies),
    bytes: payloads.flat().reduce((sum, payload) => sum + payload.byteLength, 0),
  }
}

interface BenchUnit {
  readonly client: MqttClient
  readonly latencies: number[]
  send(payloads: readonly Uint8Array[], from: number): Promise<void>
}

async function startUnit({ device, key, certificate }: UnitIdentity, load: Load): Promise<BenchUnit> {
  const client = await connectAsync(load.url, {
    protocolVersion: 4,
    clientId: device,
    ca: load.ca,
    key,
    cert: certificate,
  })
  await client.subscribeAsync(topicOf(device, 'ack'), { qos: 1 })
  const waiting = new Map<string, (ack: Ack) => void>()
  client.on('message', (_topic, payload) => {
    const ack = decodeJson(Ack, payload)
    if (!ack.ok) throw new Error(`central sent an ack that is none: ${ack.error.detail}`)
    waiting.get(ack.value.message)?.(ack.value)
  })
  const latencies: number[] = []

  const sendOne = async (payload: Uint8Array) => {
    const from = performance.now()
    const answered = new Promise<Ack>((resolve) => waiting.set(sha256(payload), resolve))
    await client.publishAsync(topicOf(device, 'reads'), Buffer.from(payload), { qos: 1 })
    const ack = await answered
    latencies.push(performance.now() - from)
    if (ack.accepted.length !== load.batch)
      throw new Error(`refused: ${JSON.stringify(ack.refused[0] ?? ack.whole)}`)
  }

  return {
    client,
    latencies,
    async send(payloads, from) {
      let next = 0
      /** At which moment a batch is due; without a rate, at once. */
      const due = (index: number) =>
        load.rowsPerSecond === null ? 0 : (index * load.batch * load.units.length * 1000) / load.rowsPerSecond
      const lane = async () => {
        for (let index = next++; index < payloads.length; index = next++) {
          const wait = from + due(index) - performance.now()
          if (wait > 0) await new Promise((done) => setTimeout(done, wait))
          await sendOne(payloads[index] as Uint8Array)
        }
      }
      await Promise.all(Array.from({ length: load.window }, lane))
    },
  }
}
