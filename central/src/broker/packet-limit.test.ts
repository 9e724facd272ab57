import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PacketError, PacketLimit } from './packet-limit.ts'

const LIMITS = { connect: 200, publish: 20_000, control: 100 }
const CONNECT = packet(1, 10)

/** A packet of a type with that many bytes of content. */
function packet(type: number, length: number): Uint8Array {
  const header = [type << 4]
  let rest = length
  do {
    header.push((rest & 0x7f) | (rest > 127 ? 0x80 : 0))
    rest >>= 7
  } while (rest > 0)
  return Uint8Array.from([...header, ...new Array<number>(length).fill(0xff)])
}

const run = (bytes: Uint8Array, cuts: number[] = []) => {
  const limit = new PacketLimit(LIMITS)
  let from = 0
  for (const cut of [...cuts.map((c) => c % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    limit.pass(bytes.subarray(from, cut))
    from = cut
  }
}
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

describe('packet limit', () => {
  test('allowed packets pass, however they are cut into chunks', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 5 })
    fc.assert(
      fc.property(sizes, fc.array(fc.nat(), { maxLength: 8 }), (lengths, cuts) => {
        run(join(CONNECT, ...lengths.map((length) => packet(3, length)), packet(12, 0)), cuts)
      }),
      { numRuns: 60 },
    )
  })

  test('a packet that is one byte too large is refused at its header, before its content', () => {
    const tooLarge: [Uint8Array, Uint8Array][] = [
      [new Uint8Array(), packet(1, 201)],
      [CONNECT, packet(3, 20_001)],
      [CONNECT, packet(8, 101)],
      [CONNECT, packet(3, 2 ** 22)],
    ]
    for (const [before, large] of tooLarge) {
      const header = large.subarray(0, large.indexOf(0xff, 1))
      for (const cuts of [[], [before.length + 1]]) {
        expect(() => run(join(before, header), cuts)).toThrow(expect.objectContaining({ kind: 'too-large' }))
      }
    }
  })

  test('what no client may send is refused', () => {
    const bad = [
      packet(3, 5),
      join(CONNECT, CONNECT),
      join(CONNECT, packet(0, 1)),
      join(CONNECT, packet(2, 2)),
      join(CONNECT, packet(15, 2)),
      join(CONNECT, Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff)),
    ]
    for (const bytes of bad) {
      expect(() => run(bytes)).toThrow(expect.objectContaining({ kind: 'malformed' }))
    }
  })

  test('any garbage either passes or is refused; nothing else is ever thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          run(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(PacketError)
        }
      }),
    )
  })
})
