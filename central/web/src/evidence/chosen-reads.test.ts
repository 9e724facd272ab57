import { uuid7 } from '@archway/shared/id'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evidenceAddress, fromHash, readsIn, VIEWS } from './chosen-reads.ts'

const random = (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into)
const ids = fc.uniqueArray(
  fc.integer({ min: 0, max: 2 ** 48 - 1 }).map((at) => uuid7(at, random)),
  { maxLength: 20 },
)

test('what an address asks for comes back from it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...VIEWS), ids, (view, reads) => {
      const { pathname, hash } = new URL(evidenceAddress(view, reads), 'https://rtcc.example')
      expect(pathname).toBe('/evidence')
      expect(fromHash(hash)).toEqual({ view, reads })
    }),
  )
})

test('an address that says nothing, or nonsense, asks for the holds', () => {
  fc.assert(
    fc.property(fc.string(), (hash) => {
      const { view, reads } = fromHash(hash)
      expect(VIEWS).toContain(view)
      expect(reads).toEqual([])
    }),
  )
})

test('ids are found in whatever way somebody pasted them; what is none is named', () => {
  const [one, two] = [uuid7(1, random), uuid7(2, random)]
  expect(readsIn(` ${one.toUpperCase()},\n${two}; ${one} AB12CD `)).toEqual({
    reads: [one, two],
    wrong: ['ab12cd'],
  })
  expect(readsIn('  ')).toEqual({ reads: [], wrong: [] })
})
