import type { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { match } from '@archway/shared/match'
import { afterEach, beforeEach } from 'vitest'
import { listInForce } from './list-in-force.ts'
import { sealedList } from './sealed-list.ts'
import { deltaParts, entryOf, NOW, signer } from './signed-list.fixture.ts'

export const A = entryOf('a', 'ABC123')
export const B = entryOf('b', 'XYZ789')
export const C = entryOf('c', 'KLM456')

type List = ReturnType<typeof listInForce>

/** A unit's list and the central that signs it, new for each test. */
export interface ListUnit {
  folder: string
  central: ReturnType<typeof signer>
  now: number
  /** What was asked of central: the version that is there, and the one that is wanted. */
  asked: [number, number][]
  /** As after a start of the unit. */
  start(signingKey?: KeyObject): List
  /** A unit with version 1: A and B. */
  withFirst(): List
  /** Ids of the entries that a plate hits. */
  hits(list: List, text: string): string[]
}

const random = (into: Uint8Array<ArrayBuffer>) => globalThis.crypto.getRandomValues(into)

/** To be called where a file's tests are declared. */
export function listUnit(): ListUnit {
  const at = {
    start: (signingKey = at.central.publicKey) =>
      listInForce({
        storage: sealedList(at.folder, signingKey, random),
        signingKey,
        request: (have, version) => at.asked.push([have, version]),
        clock: () => at.now,
      }),
    withFirst() {
      const list = at.start()
      list.onManifest(at.central.manifest(1, [A, B]))
      for (const part of deltaParts(0, 1, [A, B])) list.onDelta(part)
      return list
    },
    hits: (list, text) =>
      match([{ text, probability: 0.95 }], list.current(), at.now, 0.1).map((found) => found.entry),
  } as ListUnit
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'hotlist-'))
    Object.assign(at, { folder, central: signer(), now: NOW, asked: [] })
  })
  afterEach(() => rmSync(at.folder, { recursive: true, force: true }))
  return at
}
