import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HotlistManifest } from './hotlist.ts'
import { dayOf, timeOf, uuid7 } from './id.ts'
import { seededBytes } from './read.fixture.ts'
import { canonicalJson, signManifest, verifyManifest } from './signing.ts'

const keys = generateKeyPairSync('ed25519')
const manifest: HotlistManifest = {
  v: 1,
  version: 3,
  entries: 2,
  digest: 'b'.repeat(64),
  sourceAt: 1,
  issuedAt: 2,
  expiresAt: 3,
}

describe('signed manifests', () => {
  it('verify whatever order the fields came in, and fail on any change or other key', () => {
    const signed = signManifest(manifest, keys.privateKey)
    const reordered = Object.fromEntries(Object.entries(manifest).reverse()) as HotlistManifest
    expect(verifyManifest({ ...signed, manifest: reordered }, keys.publicKey)).toBe(true)
    expect(verifyManifest({ ...signed, manifest: { ...manifest, version: 4 } }, keys.publicKey)).toBe(false)
    expect(verifyManifest(signed, generateKeyPairSync('ed25519').publicKey)).toBe(false)
  })
})

describe('canonicalJson', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value))
      }),
    )
  })
})

describe('uuid7', () => {
  it('carries its time, so that an id says its day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4102444800000 }), fc.integer(), (time, seed) => {
        expect(timeOf(uuid7(time, seededBytes(seed)))).toBe(time)
      }),
    )
    expect(dayOf(uuid7(Date.UTC(2026, 10, 24, 23, 59, 59, 999), seededBytes(1)))).toBe('2026-11-24')
    expect(dayOf(uuid7(Date.UTC(2026, 10, 25), seededBytes(1)))).toBe('2026-11-25')
  })
  it('sorts as time does', () => {
    expect(uuid7(5, seededBytes(9)) < uuid7(6, seededBytes(1))).toBe(true)
  })
})
