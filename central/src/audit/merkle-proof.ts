import { nodeHash, rootOf, sameHash } from './merkle.ts'

/** RFC 9162, 2.1.3.1. @param leaves all leaf hashes @param index from 0 */
export function inclusionProof(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index} of ${leaves.length}`)
  if (leaves.length === 1) return []
  const split = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return index < split
    ? [...inclusionProof(left, index), rootOf(right)]
    : [...inclusionProof(right, index - split), rootOf(left)]
}

/** RFC 9162, 2.1.3.2: whether `leaf` is number `index` of the tree of `size` leaves with that root. */
export function verifyInclusion(
  { leaf, index, size, root }: { leaf: Uint8Array; index: number; size: number; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (index < 0 || index >= size) return false
  const walk = walkUp(index, size - 1)
  let hash = leaf
  for (const step of proof) {
    if (walk.atTop()) return false
    hash = walk.isRight() ? nodeHash(step, hash) : nodeHash(hash, step)
    walk.up()
  }
  return walk.atTop() && sameHash(hash, root)
}

/** RFC 9162, 2.1.4.1: that the tree of the first `size` leaves is a beginning of this one; 0 < size <= all. */
export function consistencyProof(leaves: readonly Uint8Array[], size: number): Uint8Array[] {
  if (size < 1 || size > leaves.length) throw new RangeError(`no beginning of ${size} in ${leaves.length}`)
  return subproof(size, leaves, true)
}

function subproof(size: number, leaves: readonly Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (size === leaves.length) return isWhole ? [] : [rootOf(leaves)]
  const split = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return size <= split
    ? [...subproof(size, left, isWhole), rootOf(right)]
    : [...subproof(size - split, right, false), rootOf(left)]
}

interface Head {
  readonly size: number
  readonly root: Uint8Array
}

/** RFC 9162, 2.1.4.2: whether the older tree is a beginning of the newer one. */
export function verifyConsistency(older: Head, newer: Head, proof: readonly Uint8Array[]): boolean {
  if (older.size < 1 || older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && sameHash(older.root, newer.root)
  const isPower = splitOf(older.size * 2) === older.size
  const [first, ...rest] = isPower ? [older.root, ...proof] : proof
  if (!first || proof.length === 0) return false
  const walk = walkUp(older.size - 1, newer.size - 1)
  walk.skipRight()
  let [old, young] = [first, first]
  for (const step of rest) {
    if (walk.atTop()) return false
    if (walk.isRight()) {
      old = nodeHash(step, old)
      young = nodeHash(step, young)
    } else {
      young = nodeHash(young, step)
    }
    walk.up()
  }
  return walk.atTop() && sameHash(old, older.root) && sameHash(young, newer.root)
}

/** The way from a leaf to the root; `last` is the last leaf's number on the same level (fn and sn of the RFC). */
function walkUp(leaf: number, end: number) {
  let at = leaf
  let last = end
  const isOdd = () => at % 2 === 1
  const shift = () => {
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return {
    atTop: () => last === 0,
    isRight: () => isOdd() || at === last,
    up() {
      // The last node of a level without a sibling stands for itself on the levels above.
      if (!isOdd() && at === last) while (!isOdd() && at !== 0) shift()
      shift()
    },
    skipRight() {
      while (isOdd()) shift()
    },
  }
}

/** The largest power of two smaller than `size`, which is at least 2. */
const splitOf = (size: number): number => 2 ** (Math.ceil(Math.log2(size)) - 1)
