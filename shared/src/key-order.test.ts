import fc from 'fast-check'
import { expect, it } from 'vitest'
import { orderOfKeys } from './key-order.ts'

it('keys come in order, equal ones as they came', () => {
  const key = fc.oneof(
    fc.maxSafeNat(),
    fc.nat(5),
    fc.constantFrom(2 ** 32, 2 ** 32 - 1, 2 ** 31, 2 ** 48, 65_536),
  )
  fc.assert(
    fc.property(fc.array(key), (keys) => {
      const wanted = keys.map((_, at) => at).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
      expect([...orderOfKeys(Float64Array.from(keys))]).toEqual(wanted)
    }),
  )
})
