import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry } from '@archway/shared/hotlist'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { A, B, C, listUnit } from './list-unit.fixture.ts'
import { deltaParts, entryOf, NOW, signer } from './signed-list.fixture.ts'

const at = listUnit()
const { start, withFirst, hits } = at

describe('the list in force', () => {
  it('begins with nothing, says so, and asks for what is announced', () => {
    const list = start()
    expect(list.state()).toMatchObject({ version: 0, entries: 0, ageSeconds: null })
    expect(list.state().fault).toMatch(/no list yet/)
    expect(hits(list, 'ABC123')).toEqual([])
    list.onManifest(at.central.manifest(1, [A, B]))
    expect(at.asked).toEqual([[0, 1]])
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
    list.onManifest(at.central.manifest(2, [moved, C]))
    expect(at.asked.at(-1)).toEqual([1, 2])
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
        rmSync(join(at.folder, 'hotlist.sealed'), { force: true })
        const list = start()
        list.onManifest(at.central.manifest(1, entries))
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
    list.onManifest(at.central.manifest(2, [A, C]))
    for (const part of deltaParts(1, 2, [entryOf('c', 'FORGED1')], ['b'])) list.onDelta(part)
    expect(list.state()).toMatchObject({ version: 1, entries: 2 })
    expect(list.state().fault).toMatch(/does not lead to the list that central signed/)
    expect(hits(list, 'FORGED1')).toEqual([])
    expect(hits(list, 'XYZ789')).toEqual(['b'])
    expect(at.asked.at(-1)).toEqual([0, 2])
    for (const part of deltaParts(0, 2, [A, C])) list.onDelta(part)
    expect(list.state()).toMatchObject({ version: 2, fault: null })
  })

  it('does not ask without end when the whole list is wrong too', () => {
    const list = withFirst()
    list.onManifest(at.central.manifest(2, [A, C]))
    for (const part of deltaParts(1, 2, [], ['nobody'])) list.onDelta(part)
    for (const part of deltaParts(0, 2, [A])) list.onDelta(part)
    expect(at.asked).toEqual([
      [0, 1],
      [1, 2],
      [0, 2],
    ])
    expect(list.state()).toMatchObject({ version: 1, entries: 2 })
    list.askAgain()
    expect(at.asked.at(-1)).toEqual([0, 2])
  })

  it('takes the whole list instead, when central does not know the version that the unit has', () => {
    const list = withFirst()
    list.onManifest(at.central.manifest(2, [C], { issuedAt: NOW + 99 }))
    for (const part of deltaParts(0, 2, [C])) list.onDelta(part)
    expect(list.state()).toMatchObject({ version: 2, entries: 1, fault: null })
  })

  it('does not ask anew while parts are coming', () => {
    const list = start()
    list.onManifest(at.central.manifest(1, [A, B]))
    const [one = new Uint8Array(), two = new Uint8Array()] = deltaParts(0, 1, [A, B], [], 1)
    list.onDelta(one)
    list.askAgain()
    expect(at.asked).toEqual([[0, 1]])
    list.askAgain()
    expect(at.asked).toEqual([
      [0, 1],
      [0, 1],
    ])
    list.onDelta(one)
    list.onDelta(two)
    list.askAgain()
    list.askAgain()
    expect(at.asked.length).toBe(2)
    expect(list.state().version).toBe(1)
  })

  it('asks anew when the link was broken meanwhile', () => {
    const list = start()
    list.onManifest(at.central.manifest(1, [A, B]))
    list.onDelta(deltaParts(0, 1, [A, B], [], 1)[0] ?? new Uint8Array())
    list.onUp()
    expect(at.asked.length).toBe(2)
  })

  it('believes only central, and only what is newer', () => {
    const list = withFirst()
    list.onManifest(signer().manifest(2, [C]))
    expect(list.state().fault).toMatch(/did not sign/)
    list.onManifest(at.central.manifest(7, [], { issuedAt: NOW - 1 }))
    expect(list.state().fault).toMatch(/after a newer one/)
    list.onManifest(Buffer.from('{"garbage":'))
    expect(list.state().fault).toMatch(/cannot be read/)
    expect(at.asked.length).toBe(1)
    expect(hits(list, 'ABC123')).toEqual(['a'])
  })

  it('stops matching when it expires, says so, and goes on when central vouches for it again', () => {
    const list = withFirst()
    at.now += 25 * 3_600_000
    expect(hits(list, 'ABC123')).toEqual([])
    expect(list.state().fault).toMatch(/expired/)
    list.onManifest(at.central.manifest(1, [A, B], { issuedAt: at.now, expiresAt: at.now + 1000 }))
    expect(at.asked.length).toBe(1)
    expect(hits(list, 'ABC123')).toEqual(['a'])
    expect(list.state().fault).toBe(null)
  })
})

it('says whether its own matching finds the entry that is on every list', () => {
  const canary = entryOf('canary:0123456789abcdef01234567', 'QQQQQQQQQQ')
  const list = start()
  expect(list.state().canary).toBe('missing')
  list.onManifest(at.central.manifest(1, [A, canary]))
  for (const part of deltaParts(0, 1, [A, canary])) list.onDelta(part)
  expect(list.state().canary).toBe('found')
  expect(start().state().canary).toBe('found')
  list.onManifest(at.central.manifest(2, [A]))
  for (const part of deltaParts(1, 2, [], [canary.id])) list.onDelta(part)
  expect(list.state().canary).toBe('missing')
})

it('arrives at any list from any other', () => {
  const letters = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,2}$/), { maxLength: 12 })
  const plate = fc.stringMatching(/^[A-Z0-9]{3,7}$/)
  const anyList = letters.chain((ids) =>
    fc.tuple(...ids.map((id) => plate.map((text): Entry => entryOf(id, text)))),
  )
  fc.assert(
    fc.property(anyList, anyList, (before, after) => {
      rmSync(join(at.folder, 'hotlist.sealed'), { force: true })
      const list = start()
      list.onManifest(at.central.manifest(1, before))
      for (const part of deltaParts(0, 1, before)) list.onDelta(part)
      const changed = after.filter(
        (entry) => !before.some((old) => old.id === entry.id && old.plate === entry.plate),
      )
      const gone = before.filter((old) => !after.some((entry) => entry.id === old.id)).map((old) => old.id)
      list.onManifest(at.central.manifest(2, after))
      for (const part of deltaParts(1, 2, changed, gone, 3)) list.onDelta(part)
      expect(list.state()).toMatchObject({ version: 2, entries: after.length, fault: null })
      for (const entry of after) expect(hits(list, entry.plate)).toContain(entry.id)
    }),
    { numRuns: 30 },
  )
})
