import { afterEach, beforeEach } from 'vitest'
import type { JudgedRead, Store, StoredImage } from './store.ts'

export interface StoreUnderTest {
  /** Opens the store of this test; a second call opens the same data again. */
  open(): Promise<Store>
  /** Forgets the data. */
  discard(): Promise<void>
}

/** A store, new for each test of the describe that calls this. */
export interface OpenedStore {
  store: Store
  reopen(): Promise<void>
  save(...batch: JudgedRead[]): ReturnType<Store['saveReads']>
}

export function openedStore(prepare: () => Promise<StoreUnderTest>): OpenedStore {
  let data: StoreUnderTest
  const at = {
    async reopen() {
      await at.store.close()
      at.store = await data.open()
    },
    save: (...batch) => at.store.saveReads(batch),
  } as OpenedStore
  beforeEach(async () => {
    data = await prepare()
    at.store = await data.open()
  })
  afterEach(async () => {
    await at.store.close()
    await data.discard()
  })
  return at
}

export const imagesOf = ({ read }: JudgedRead): StoredImage[] =>
  read.images.map(({ id, sha256 }) => ({ id, read: read.id, sha256 }))
