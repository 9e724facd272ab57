import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Entry } from '@archway/shared/hotlist'
import { match } from '@archway/shared/match'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listInForce } from './list-in-force.ts'
import { sealedList } from './sealed-list.ts'
import { deltaParts, entryOf, NOW, signer } from './signed-list.fixture.ts'

const A = entryOf('a', 'ABC123')
const B = entryOf('b', 'XYZ789')
const C = entryOf('c', 'KLM456')

let folder: string
let central: ReturnType<typeof signer>
let now: number
let asked: [number, number][]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hotlist-'))
  central = signer()
  now = NOW
  asked = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const random = (into: Uint8Array<ArrayBuffer>) => globalThis.crypto.getRandomValues(into)

const start = (signingKey = central.publicKey) =>
  listInForce({
    storage: sealedList(folder, signingKey, random),
    signingKey,
    request: (have, version) => asked.push([have, version]),
    clock: () => now,
  })

/** A unit with version 1: A and B. */
function withFirst() {
  const list = start()
  list.onManifest(central.manifest(1, [A, B]))
  for (const part of deltaParts(0, 1, [A, B])) list.onDelta(part)
  return list
}

const hits = (list: ReturnType<typeof start>, text: string) =>
  match([{ text, probability: 0.95 }], list.current(), now, 0.1).map((found) => found.entry)

describe('the list in force', () => {
  it('begins with nothing, says so, and asks for what is announced', () => {
    const list = start()
    expect(list.state()).toMatchObject({ version: 0, entries: 0, ageSeconds: null })
    expect(list.state().fault).toMatch(/no list yet/)
    expect(hits(list, 'ABC123')).toEqual([])
    list.onManifest(central.manifest(1, [A, B]))
    expect(asked).toEqual([[0, 1]])
    for (const part of deltaParts(0, 1, [A, B])) list.onDelta(part)
    expect(list.state()).toEqual({
      version: 1,
      entries: 2,
      ageSeconds: 3600,
      fault: null,
      canary: 'missing',
    })
    expect(hits(list, 'ABC123')).toEqual(['a'])
  })

  it('goes from one version to the next by what changed', () => {
    const list = withFirst()
    const moved = entryOf('b', 'NEW111')
    list.onManifest(central.manifest(2, [moved, C]))
    expect(asked.at(-1)).toEqual([1, 2])
    expect(hits(list, 'ABC123')).toEqual(['a'])
    for (const part of deltaParts(1, 2, [moved, C], ['a'])) list.onDelta(part)
    expect(['ABC123', 'XYZ789', 'NEW111', 'KLM456'].map((text) => hits(list, text))).toEqual([
      [],
      [],
      ['b'],
      ['c'],
    ])
  })

  it('takes parts in any order and as often as they come, and changes nothing before all are there', () => {
    const entries = Array.from({ length: 7 }, (_, n) => entryOf(`e${n}`, `AAA${n}`))
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.nat(3), (order, twice) => {
        rmSync(join(folder, 'hotlist.sealed'), { force: true })
        const list = start()
        list.onManifest(central.manifest(1, entries))
        const parts = deltaParts(0, 1, entries, [], 2)
        const sequence = [...order.slice(0, 3), order[twice % 3] ?? 0, order[3] ?? 0]
        for (const [at, index] of sequence.entries()) {
          expect(list.state().version).toBe(0)
          list.onDelta(parts[index] ?? new Uint8Array())
          if (at < 4) expect(hits(list, 'AAA1')).toEqual([])
        }
        expect(list.state()).toMatchObject({ version: 1, entries: 7, fault: null })
      }),
      { numRuns: 20 },
    )
  })

  it('keeps the old list when an update does not lead to what was signed, reports it, and asks for all', () => {
    const list = withFirst()
    list.onManifest(central.manifest(2, [A, C]))
    for (const part of deltaParts(1, 2, [entryOf('c', 'FORGED1')], ['b'])) list.onDelta(part)
    expect(list.state()).toMatchObject({ version: 1, entries: 2 })
    expect(list.state().fault).toMatch(/does not lead to the list that central signed/)
    expect(hits(list, 'FORGED1')).toEqual([])
    expect(hits(list, 'XYZ789')).toEqual(['b'])
    expect(asked.at(-1)).toEqual([0, 2])
    for (const part of deltaParts(0, 2, [A, C])) list.onDelta(part)
    expect(list.state()).toMatchObject({ version: 2, fault: null })
  })

  it('does not ask without end when the whole list is wrong too', () => {
    const list = withFirst()
    list.onManifest(central.manifest(2, [A, C]))
    for (const part of deltaParts(1, 2, [], ['nobody'])) list.onDelta(part)
    for (const part of deltaParts(0, 2, [A])) list.onDelta(part)
    expect(asked).toEqual([
      [0, 1],
      [1, 2],
      [0, 2],
    ])
    expect(list.state()).toMatchObject({ version: 1, entries: 2 })
    list.askAgain()
    expect(asked.at(-1)).toEqual([0, 2])
  })

  it('takes the whole list instead, when central does not know the version that the unit has', () => {
    const list = withFirst()
    list.onManifest(central.manifest(2, [C], { issuedAt: NOW + 99 }))
    for (const part of deltaParts(0, 2, [C])) list.onDelta(part)
    expect(list.state()).toMatchObject({ version: 2, entries: 1, fault: null })
  })

  it('does not ask anew while parts are coming', () => {
    const list = start()
    list.onManifest(central.manifest(1, [A, B]))
    const [one = new Uint8Array(), two = new Uint8Array()] = deltaParts(0, 1, [A, B], [], 1)
    list.onDelta(one)
    list.askAgain()
    expect(asked).toEqual([[0, 1]])
    list.askAgain()
    expect(asked).toEqual([
      [0, 1],
      [0, 1],
    ])
    list.onDelta(one)
    list.onDelta(two)
    list.askAgain()
    list.askAgain()
    expect(asked.length).toBe(2)
    expect(list.state().version).toBe(1)
  })

  it('asks anew when the link was broken meanwhile', () => {
    const list = start()
    list.onManifest(central.manifest(1, [A, B]))
    list.onDelta(deltaParts(0, 1, [A, B], [], 1)[0] ?? new Uint8Array())
    list.onUp()
    expect(asked.length).toBe(2)
  })

  it('believes only central, and only what is newer', () => {
    const list = withFirst()
    list.onManifest(signer().manifest(2, [C]))
    expect(list.state().fault).toMatch(/did not sign/)
    list.onManifest(central.manifest(7, [], { issuedAt: NOW - 1 }))
    expect(list.state().fault).toMatch(/after a newer one/)
    list.onManifest(Buffer.from('{"garbage":'))
    expect(list.state().fault).toMatch(/cannot be read/)
    expect(asked.length).toBe(1)
    expect(hits(list, 'ABC123')).toEqual(['a'])
  })

  it('stops matching when it expires, says so, and goes on when central vouches for it again', () => {
    const list = withFirst()
    now += 25 * 3_600_000
    expect(hits(list, 'ABC123')).toEqual([])
    expect(list.state().fault).toMatch(/expired/)
    list.onManifest(central.manifest(1, [A, B], { issuedAt: now, expiresAt: now + 1000 }))
    expect(asked.length).toBe(1)
    expect(hits(list, 'ABC123')).toEqual(['a'])
    expect(list.state().fault).toBe(null)
  })
})

it('says whether its own matching finds the entry that is on every list', () => {
  const canary = entryOf('canary:0123456789abcdef01234567', 'QQQQQQQQQQ')
  const list = start()
  expect(list.state().canary).toBe('missing')
  list.onManifest(central.manifest(1, [A, canary]))
  for (const part of deltaParts(0, 1, [A, canary])) list.onDelta(part)
  expect(list.state().canary).toBe('found')
  expect(start().state().canary).toBe('found')
  list.onManifest(central.manifest(2, [A]))
  for (const part of deltaParts(1, 2, [], [canary.id])) list.onDelta(part)
  expect(list.state().canary).toBe('missing')
})

describe('on the disk', () => {
  it('is in force again after a restart without a network', () => {
    withFirst()
    const again = start()
    expect(hits(again, 'XYZ789')).toEqual(['b'])
    expect(again.state()).toMatchObject({ version: 1, entries: 2, fault: null })
    again.onManifest(central.manifest(2, [A, B, C]))
    expect(asked.at(-1)).toEqual([1, 2])
  })

  it('is not written again when central only vouches for it anew, and remembers that it did', () => {
    const list = withFirst()
    const path = join(folder, 'hotlist.sealed')
    const written = readFileSync(path)
    list.onManifest(central.manifest(1, [A, B], { issuedAt: NOW + 99, expiresAt: NOW + 48 * 3_600_000 }))
    expect(readFileSync(path).equals(written)).toBe(true)
    now += 25 * 3_600_000
    expect(hits(start(), 'XYZ789')).toEqual(['b'])
    writeFileSync(join(folder, 'hotlist.renewed'), 'x'.repeat(60))
    expect(hits(start(), 'XYZ789')).toEqual([])
  })

  it('is not written again for a few changes; they lie beside it, and count after a restart', () => {
    const many = Array.from({ length: 300 }, (_, n) => entryOf(`e${n}`, `P${n}`))
    const list = start()
    list.onManifest(central.manifest(1, many))
    for (const part of deltaParts(0, 1, many)) list.onDelta(part)
    const path = join(folder, 'hotlist.sealed')
    const written = readFileSync(path)
    const second = [...many.slice(1), A]
    list.onManifest(central.manifest(2, second))
    for (const part of deltaParts(1, 2, [A], ['e0'])) list.onDelta(part)
    const third = [...second.slice(1), B]
    list.onManifest(central.manifest(3, third))
    for (const part of deltaParts(2, 3, [B], ['e1'])) list.onDelta(part)
    expect(readFileSync(path).equals(written)).toBe(true)
    const again = start()
    expect(again.state()).toMatchObject({ version: 3, entries: 300, fault: null })
    expect(['P0', 'P1', 'P2', 'ABC123', 'XYZ789'].map((text) => hits(again, text))).toEqual([
      [],
      [],
      ['e2'],
      ['a'],
      ['b'],
    ])
    // What lies beside is damaged: the list of before stands, and asks for the way from there.
    writeFileSync(join(folder, 'hotlist.renewed'), 'x'.repeat(60))
    const before = start()
    expect(before.state()).toMatchObject({ version: 1, entries: 300 })
    expect(hits(before, 'P0')).toEqual(['e0'])
    const fourth = third.slice(0, 200)
    again.onManifest(central.manifest(4, fourth))
    for (const part of deltaParts(
      3,
      4,
      [],
      third.slice(200).map(({ id }) => id),
    ))
      again.onDelta(part)
    expect(readFileSync(path).equals(written)).toBe(false)
    expect(start().state()).toMatchObject({ version: 4, entries: 200 })
  })

  it('is refused when it was cut off between two frames', () => {
    withFirst()
    const path = join(folder, 'hotlist.sealed')
    const whole = readFileSync(path)
    writeFileSync(path, whole.subarray(0, 16 + whole.readUInt32BE(12)))
    expect(start().state().fault).toMatch(/cannot be opened/)
  })

  it('is of no use to whoever takes the file, and its key is for the owner only', () => {
    withFirst()
    const bytes = readFileSync(join(folder, 'hotlist.sealed'))
    for (const secret of ['ABC123', 'stolen', '"entries"']) expect(bytes.includes(secret)).toBe(false)
    expect(statSync(join(folder, 'hotlist.key')).mode & 0o777).toBe(0o600)
  })

  it('is refused when one bit was altered, and the unit says so and takes a new list', () => {
    withFirst()
    const path = join(folder, 'hotlist.sealed')
    const whole = readFileSync(path)
    for (const at of [0, 13, 40, whole.length - 1]) {
      const altered = Buffer.from(whole)
      altered[at] = (altered[at] ?? 0) ^ 1
      writeFileSync(path, altered)
      const list = start()
      expect(list.state().fault).toMatch(/cannot be opened/)
      expect(hits(list, 'ABC123')).toEqual([])
    }
    const list = start()
    list.onManifest(central.manifest(1, [A, B]))
    for (const part of deltaParts(0, 1, [A, B])) list.onDelta(part)
    expect(list.state()).toMatchObject({ version: 1, fault: null })
  })

  it('is refused when another central signed it', () => {
    withFirst()
    expect(start(signer().publicKey).state().fault).toMatch(/did not sign/)
  })
})

it('arrives at any list from any other', () => {
  const letters = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,2}$/), { maxLength: 12 })
  const plate = fc.stringMatching(/^[A-Z0-9]{3,7}$/)
  const anyList = letters.chain((ids) =>
    fc.tuple(...ids.map((id) => plate.map((text): Entry => entryOf(id, text)))),
  )
  fc.assert(
    fc.property(anyList, anyList, (before, after) => {
      rmSync(join(folder, 'hotlist.sealed'), { force: true })
      const list = start()
      list.onManifest(central.manifest(1, before))
      for (const part of deltaParts(0, 1, before)) list.onDelta(part)
      const changed = after.filter(
        (entry) => !before.some((old) => old.id === entry.id && old.plate === entry.plate),
      )
      const gone = before.filter((old) => !after.some((entry) => entry.id === old.id)).map((old) => old.id)
      list.onManifest(central.manifest(2, after))
      for (const part of deltaParts(1, 2, changed, gone, 3)) list.onDelta(part)
      expect(list.state()).toMatchObject({ version: 2, entries: after.length, fault: null })
      for (const entry of after) expect(hits(list, entry.plate)).toContain(entry.id)
    }),
    { numRuns: 30 },
  )
})
