import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeviceId } from './id.ts'
import { DOWN, everyUnit, mayPublish, maySubscribe, parseTopic, topicOf, UP } from './topics.ts'

const devices = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}[a-z0-9]$/)

describe('topics', () => {
  it('are parsed as they are built', () => {
    fc.assert(
      fc.property(devices, fc.constantFrom(...UP, ...DOWN), (device, channel) => {
        expect(parseTopic(topicOf(device, channel))).toEqual({ device, channel })
      }),
    )
  })

  it('keep a unit in its own subtree: up to publish, down to subscribe', () => {
    fc.assert(
      fc.property(devices, devices, fc.constantFrom(...UP, ...DOWN), (own, other, channel) => {
        const topic = topicOf(other, channel)
        const up = UP.some((name) => name === channel)
        expect(mayPublish(own, topic)).toBe(own === other && up)
        expect(maySubscribe(own, topic)).toBe(own === other && !up)
      }),
    )
  })

  it('let no wildcard, foreign root or longer topic through', () => {
    const tricks = [
      '#',
      '+/+/+/+',
      'archway/v1/unit-1/#',
      'archway/v1/unit-1/+',
      everyUnit('reads'),
      'archway/v2/unit-1/ack',
      'archway/v1/unit-1/ack/more',
      '/archway/v1/unit-1/ack',
      'archway/v1//ack',
      '$SYS/broker/clients',
      '$share/g/archway/v1/unit-1/ack',
    ]
    for (const topic of tricks) {
      expect(maySubscribe('unit-1', topic), topic).toBe(false)
      expect(mayPublish('unit-1', topic), topic).toBe(false)
    }
  })

  it('take only device ids that cannot be a wildcard or a path', () => {
    for (const bad of ['', '+', '#', 'a/b', 'A', '-a', 'a-', '..', 'a'.repeat(64)]) {
      expect(DeviceId.safeParse(bad).success, bad).toBe(false)
    }
  })
})
