import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFrontier, leafHash, nodeHash, rootOf, sameHash } from './merkle.ts'
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './merkle-proof.ts'

const SIZES = Array.from({ length: 71 }, (_, size) => size)
const leavesOf = (size: number) => Array.from({ length: size }, (_, i) => leafHash(`entry ${i}`))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const flip = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte, at) => (at === 7 ? byte ^ 1 : byte))

/** The definition of RFC 9162, 2.1.1, word by word. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves
  if (!first) return createHash('sha256').digest()
  if (leaves.length === 1) return first
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}

describe('Merkle tree', () => {
  test('leaves and nodes have their prefixes', () => {
    expect(hex(leafHash('abc'))).toBe(createHash('sha256').update('\0abc').digest('hex'))
    const [left, right] = [leafHash('l'), leafHash('r')]
    const joined = Buffer.concat([Buffer.of(1), left, right])
    expect(hex(nodeHash(left, right))).toBe(createHash('sha256').update(joined).digest('hex'))
  })

  test('the roots that Certificate Transparency publishes for its test entries', () => {
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ]
    const roots = [
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]
    const leaves = entries.map((entry) => leafHash(Buffer.from(entry, 'hex')))
    expect(roots.map((_, size) => hex(rootOf(leaves.slice(0, size))))).toEqual(roots)
  })

  test('grown leaf by leaf it has the root of the definition at every size', () => {
    const leaves = leavesOf(70)
    const frontier = createFrontier()
    for (const size of SIZES) {
      expect(frontier.size).toBe(size)
      expect(hex(frontier.root())).toBe(hex(mth(leaves.slice(0, size))))
      const next = leaves[size]
      if (next) frontier.append(next)
    }
  })

  test('every leaf of every size is proven, and nothing else is', () => {
    for (const size of SIZES) {
      const leaves = leavesOf(size)
      const root = mth(leaves)
      for (const [index, leaf] of leaves.entries()) {
        const proof = inclusionProof(leaves, index)
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
        const claim = { leaf, index, size, root }
        expect(verifyInclusion(claim, proof)).toBe(true)
        expect(verifyInclusion({ ...claim, leaf: flip(leaf) }, proof)).toBe(false)
        expect(verifyInclusion({ ...claim, root: flip(root) }, proof)).toBe(false)
        expect(verifyInclusion({ ...claim, index: size }, proof)).toBe(false)
        expect(verifyInclusion({ ...claim, size: size * 2 }, proof)).toBe(false)
        expect(verifyInclusion(claim, [...proof, leaf])).toBe(false)
        if (size > 1) expect(verifyInclusion({ ...claim, index: (index + 1) % size }, proof)).toBe(false)
        if (proof.length > 0) expect(verifyInclusion(claim, proof.slice(1))).toBe(false)
      }
    }
    expect(() => inclusionProof([], 0)).toThrow(/no leaf/)
  })

  test('every beginning of every size is proven consistent, and a changed one is not', () => {
    for (const size of SIZES.slice(1)) {
      const leaves = leavesOf(size)
      const newer = { size, root: mth(leaves) }
      for (let first = 1; first <= size; first++) {
        const older = { size: first, root: mth(leaves.slice(0, first)) }
        const proof = consistencyProof(leaves, first)
        expect(verifyConsistency(older, newer, proof)).toBe(true)
        expect(verifyConsistency({ ...older, root: flip(older.root) }, newer, proof)).toBe(false)
        expect(verifyConsistency(older, { ...newer, root: flip(newer.root) }, proof)).toBe(false)
        expect(verifyConsistency(older, newer, [...proof, newer.root])).toBe(false)
        if (proof.length > 0) expect(verifyConsistency(older, newer, proof.slice(0, -1))).toBe(false)
      }
    }
    expect(() => consistencyProof(leavesOf(3), 0)).toThrow(/no beginning/)
    expect(() => consistencyProof(leavesOf(3), 4)).toThrow(/no beginning/)
    expect(verifyConsistency({ size: 4, root: leafHash('') }, { size: 3, root: leafHash('') }, [])).toBe(
      false,
    )
  })

  test('a history with one leaf changed, dropped or moved has another root, and no proof of it verifies', () => {
    const history = fc.array(fc.string(), { minLength: 2, maxLength: 200 }).chain((entries) =>
      fc.record({
        entries: fc.constant(entries.map((entry, n) => `${n} ${entry}`)),
        at: fc.nat({ max: entries.length - 2 }),
        first: fc.integer({ min: 1, max: entries.length }),
      }),
    )
    fc.assert(
      fc.property(history, ({ entries, at, first }) => {
        const leaves = entries.map(leafHash)
        const root = rootOf(leaves)
        const changed = leaves.with(at, leafHash('other'))
        const dropped = leaves.toSpliced(at, 1)
        const moved = leaves.toSpliced(at, 2, ...leaves.slice(at, at + 2).reverse())
        for (const other of [changed, dropped, moved]) {
          expect(sameHash(rootOf(other), root)).toBe(false)
          if (first <= at || first > other.length) continue
          const older = { size: first, root: rootOf(leaves.slice(0, first)) }
          const newer = { size: other.length, root: rootOf(other) }
          // A dropped or moved leaf may lie behind what the older tree covers.
          const isBeginning = sameHash(rootOf(other.slice(0, first)), older.root)
          expect(verifyConsistency(older, newer, consistencyProof(other, first))).toBe(isBeginning)
        }
      }),
    )
  })
})
