import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { A, B, C, listUnit } from './list-unit.fixture.ts'
import { deltaParts, entryOf, NOW, signer } from './signed-list.fixture.ts'

const at = listUnit()
const { start, withFirst, hits } = at

describe('on the disk', () => {
  it('is in force again after a restart without a network', () => {
    withFirst()
    const again = start()
    expect(hits(again, 'XYZ789')).toEqual(['b'])
    expect(again.state()).toMatchObject({ version: 1, entries: 2, fault: null })
    again.onManifest(at.central.manifest(2, [A, B, C]))
    expect(at.asked.at(-1)).toEqual([1, 2])
  })

  it('is not written again when central only vouches for it anew, and remembers that it did', () => {
    const list = withFirst()
    const path = join(at.folder, 'hotlist.sealed')
    const written = readFileSync(path)
    list.onManifest(at.central.manifest(1, [A, B], { issuedAt: NOW + 99, expiresAt: NOW + 48 * 3_600_000 }))
    expect(readFileSync(path).equals(written)).toBe(true)
    at.now += 25 * 3_600_000
    expect(hits(start(), 'XYZ789')).toEqual(['b'])
    writeFileSync(join(at.folder, 'hotlist.renewed'), 'x'.repeat(60))
    expect(hits(start(), 'XYZ789')).toEqual([])
  })

  it('is not written again for a few changes; they lie beside it, and count after a restart', () => {
    const many = Array.from({ length: 300 }, (_, n) => entryOf(`e${n}`, `P${n}`))
    const list = start()
    list.onManifest(at.central.manifest(1, many))
    for (const part of deltaParts(0, 1, many)) list.onDelta(part)
    const path = join(at.folder, 'hotlist.sealed')
    const written = readFileSync(path)
    const second = [...many.slice(1), A]
    list.onManifest(at.central.manifest(2, second))
    for (const part of deltaParts(1, 2, [A], ['e0'])) list.onDelta(part)
    const third = [...second.slice(1), B]
    list.onManifest(at.central.manifest(3, third))
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
    writeFileSync(join(at.folder, 'hotlist.renewed'), 'x'.repeat(60))
    const before = start()
    expect(before.state()).toMatchObject({ version: 1, entries: 300 })
    expect(hits(before, 'P0')).toEqual(['e0'])
    const fourth = third.slice(0, 200)
    again.onManifest(at.central.manifest(4, fourth))
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
    const path = join(at.folder, 'hotlist.sealed')
    const whole = readFileSync(path)
    writeFileSync(path, whole.subarray(0, 16 + whole.readUInt32BE(12)))
    expect(start().state().fault).toMatch(/cannot be opened/)
  })

  it('is of no use to whoever takes the file, and its key is for the owner only', () => {
    withFirst()
    const bytes = readFileSync(join(at.folder, 'hotlist.sealed'))
    for (const secret of ['ABC123', 'stolen', '"entries"']) expect(bytes.includes(secret)).toBe(false)
    expect(statSync(join(at.folder, 'hotlist.key')).mode & 0o777).toBe(0o600)
  })

  it('is refused when one bit was altered, and the unit says so and takes a new list', () => {
    withFirst()
    const path = join(at.folder, 'hotlist.sealed')
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
    list.onManifest(at.central.manifest(1, [A, B]))
    for (const part of deltaParts(0, 1, [A, B])) list.onDelta(part)
    expect(list.state()).toMatchObject({ version: 1, fault: null })
  })

  it('is refused when another central signed it', () => {
    withFirst()
    expect(start(signer().publicKey).state().fault).toMatch(/did not sign/)
  })
})
