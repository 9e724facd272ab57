import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeImage, decodeJson, encodeImage, encodeJson, MAX_BYTES } from './codec.ts'
import { uuid7 } from './id.ts'
import { type ImageHeader, ReadsMessage } from './messages.ts'
import { seededBytes, someRead } from './read.fixture.ts'

const message: ReadsMessage = { v: 1, sentAt: 1, sightings: [{ read: someRead(), hits: [] }] }
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const refusal = (value: unknown) => {
  const decoded = decodeJson(ReadsMessage, bytesOf(value))
  return decoded.ok ? 'accepted' : decoded.error
}

describe('decodeJson', () => {
  it('gives back what was encoded', () => {
    expect(decodeJson(ReadsMessage, encodeJson(ReadsMessage, message))).toEqual({ ok: true, value: message })
  })

  it('refuses an unknown field anywhere, by name', () => {
    const spied = { ...message, sightings: [{ read: { ...someRead(), occupants: 2 }, hits: [] }] }
    expect(refusal(spied)).toMatchObject({ code: 'schema', detail: expect.stringContaining('occupants') })
  })

  it('refuses a location on a Read: it may only be on a Hit', () => {
    const located = { ...someRead(), location: { lat: 38.6, lon: -90.2, accuracyMetres: 5, fixedAt: 1 } }
    expect(refusal({ ...message, sightings: [{ read: located, hits: [] }] })).toMatchObject({
      code: 'schema',
    })
  })

  it('refuses a Read that contradicts itself', () => {
    const wrong = [
      someRead({ text: 'ABC', characters: someRead({ text: 'ABD' }).characters }),
      someRead({ probability: 0.9, rivals: [{ text: 'X', probability: 0.2 }] }),
      someRead({ views: [...someRead().views, ...someRead().views] }),
    ]
    for (const read of wrong) {
      expect(refusal({ ...message, sightings: [{ read, hits: [] }] })).toMatchObject({ code: 'schema' })
    }
  })

  it('never repeats a value, so that a refusal carries no plate', () => {
    const decoded = refusal({
      ...message,
      sightings: [{ read: { ...someRead(), text: 'secret plate' }, hits: [] }],
    })
    expect(JSON.stringify(decoded)).not.toContain('secret plate')
  })

  it('refuses garbage and what is too large, and never throws', () => {
    expect(decodeJson(ReadsMessage, new Uint8Array([0xff, 0xfe]))).toMatchObject({
      error: { code: 'malformed' },
    })
    expect(decodeJson(ReadsMessage, bytesOf(message), 10)).toMatchObject({ error: { code: 'too-large' } })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeJson(ReadsMessage, bytes).ok).toBe(false)
        expect(decodeImage(bytes).ok).toBe(false)
      }),
    )
  })
})

describe('image messages', () => {
  const id = uuid7(1000, seededBytes(3))
  const header: ImageHeader = {
    v: 1,
    id,
    read: id,
    angle: 2,
    kind: 'plate',
    sha256: 'a'.repeat(64),
    mime: 'image/jpeg',
  }
  const jpeg = (tail: Uint8Array) => new Uint8Array([0xff, 0xd8, 0xff, ...tail])

  it('give back header and bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
        const decoded = decodeImage(encodeImage(header, jpeg(tail)))
        expect(decoded).toEqual({ ok: true, value: { header, image: jpeg(tail) } })
      }),
    )
  })

  it('refuse a cut header, what is no JPEG, and what is too large', () => {
    const whole = encodeImage(header, jpeg(new Uint8Array(10)))
    expect(decodeImage(whole.subarray(0, 30))).toMatchObject({ error: { code: 'malformed' } })
    expect(decodeImage(encodeImage(header, new Uint8Array([1, 2, 3])))).toMatchObject({
      error: { code: 'not-an-image' },
    })
    expect(decodeImage(new Uint8Array(MAX_BYTES.image + 1))).toMatchObject({ error: { code: 'too-large' } })
  })
})
