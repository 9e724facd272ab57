import { createHash } from 'node:crypto'

/**
 * The Merkle tree of RFC 9162, section 2.1. A hash has 32 bytes. The prefixes keep a node from ever passing for
 * a leaf.
 */
const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

export const leafHash = (entry: Uint8Array | string): Uint8Array =>
  createHash('sha256').update(LEAF).update(entry).digest()

export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  createHash('sha256').update(NODE).update(left).update(right).digest()

export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/** A tree that only grows, of which only the edge is kept: one hash for each 1 in the binary form of its size. */
export interface Frontier {
  readonly size: number
  /** Amortized two hashes, at most log2(size). */
  append(leaf: Uint8Array): void
  root(): Uint8Array
}

export function createFrontier(leaves: Iterable<Uint8Array> = []): Frontier {
  /** At place k the root of a full tree of 2^k leaves, where the size has that bit; biggest and oldest last. */
  const full: (Uint8Array | null)[] = []
  let size = 0
  const append = (leaf: Uint8Array) => {
    let carried = leaf
    let level = 0
    for (let left = full[level]; left; left = full[++level]) {
      carried = nodeHash(left, carried)
      full[level] = null
    }
    full[level] = carried
    size += 1
  }
  for (const leaf of leaves) append(leaf)
  return {
    get size() {
      return size
    },
    append,
    root() {
      let root: Uint8Array | null = null
      for (const left of full) if (left) root = root ? nodeHash(left, root) : left
      return root ?? createHash('sha256').digest()
    },
  }
}

export const rootOf = (leaves: Iterable<Uint8Array>): Uint8Array => createFrontier(leaves).root()
