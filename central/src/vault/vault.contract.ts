import { randomBytes } from 'node:crypto'
import { type RandomBytes, uuid7 } from '@archway/shared/id'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DayDestroyedError, type Vault } from './vault.ts'

export interface VaultUnderTest {
  /** Opens the vault of this test; a second call opens the same data again. */
  open(): Promise<Vault>
  discard(): Promise<void>
}

const random: RandomBytes = (into) => {
  into.set(randomBytes(into.length))
  return into
}
const NOON = Date.UTC(2026, 2, 1, 12)

/** What every driver of `Vault` promises. */
export function vaultContract(name: string, prepare: () => Promise<VaultUnderTest>): void {
  describe(`vault: ${name}`, () => {
    let data: VaultUnderTest
    let vault: Vault
    beforeEach(async () => {
      data = await prepare()
      vault = await data.open()
    })
    afterEach(() => data.discard())
    const reopen = async () => {
      vault = await data.open()
    }
    const same = async (id: string, bytes: Uint8Array) =>
      expect(Buffer.compare((await vault.get(id)) ?? Buffer.from('nothing'), bytes)).toBe(0)

    it('gives back what was put, also after it is opened again', async () => {
      const images = [0, 1, 200_000].map((size) => ({ id: uuid7(NOON, random), bytes: randomBytes(size) }))
      for (const { id, bytes } of images) expect(await vault.put(id, bytes)).toBe('stored')
      for (const { id, bytes } of images) await same(id, bytes)
      await reopen()
      for (const { id, bytes } of images) await same(id, bytes)
      expect(await vault.days()).toEqual(['2026-03-01'])
    })

    it('knows nothing of what was never put', async () => {
      expect(await vault.get(uuid7(NOON, random))).toBeNull()
      expect(await vault.days()).toEqual([])
    })

    it('keeps the first bytes of an id, also when two come at once', async () => {
      const id = uuid7(NOON, random)
      const outcomes = await Promise.all([
        vault.put(id, Buffer.from('one')),
        vault.put(id, Buffer.from('two')),
      ])
      expect(outcomes).toEqual(['stored', 'duplicate'])
      await reopen()
      expect(await vault.put(id, Buffer.from('three'))).toBe('duplicate')
      await same(id, Buffer.from('one'))
    })

    it('takes many first images of a day at once', async () => {
      const images = Array.from({ length: 20 }, () => ({ id: uuid7(NOON, random), bytes: randomBytes(100) }))
      await Promise.all(images.map(({ id, bytes }) => vault.put(id, bytes)))
      await reopen()
      for (const { id, bytes } of images) await same(id, bytes)
    })

    it('divides days at midnight UTC', async () => {
      const midnight = Date.UTC(2026, 2, 2)
      const last = uuid7(midnight - 1, random)
      const first = uuid7(midnight, random)
      await vault.put(last, Buffer.from('last'))
      await vault.put(first, Buffer.from('first'))
      expect(await vault.days()).toEqual(['2026-03-02', '2026-03-01'])
      await vault.destroyDay('2026-03-01')
      expect(await vault.get(last)).toBeNull()
      await same(first, Buffer.from('first'))
    })

    it('destroys a day for good: nothing comes out, nothing goes in, and its neighbours stay', async () => {
      const id = uuid7(NOON, random)
      await vault.put(id, Buffer.from('gone'))
      await vault.destroyDay('2026-03-01')
      for (const _ of ['now', 'after it is opened again']) {
        expect(await vault.get(id)).toBeNull()
        await expect(vault.put(id, Buffer.from('again'))).rejects.toThrow(DayDestroyedError)
        await expect(vault.put(uuid7(NOON, random), Buffer.from('x'))).rejects.toThrow(DayDestroyedError)
        expect(await vault.days()).toEqual([])
        await reopen()
      }
      await vault.destroyDay('2026-03-01')
    })

    it('destroys a day that never was', async () => {
      await vault.destroyDay('2026-03-01')
      await expect(vault.put(uuid7(NOON, random), Buffer.from('x'))).rejects.toThrow(DayDestroyedError)
    })

    it('leaves nothing of a day that is destroyed while images come in', async () => {
      const ids = Array.from({ length: 30 }, () => uuid7(NOON, random))
      const putting = ids.map((id) => vault.put(id, randomBytes(1000)))
      await putting[0]
      await vault.destroyDay('2026-03-01')
      const outcomes = await Promise.allSettled(putting)
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DayDestroyedError)
      }
      await reopen()
      for (const id of ids) expect(await vault.get(id)).toBeNull()
      expect(await vault.days()).toEqual([])
    })

    it('refuses an id that is none', async () => {
      await expect(vault.put('../../etc/passwd', Buffer.from('x'))).rejects.toThrow()
      await expect(vault.get('../../etc/passwd')).rejects.toThrow()
    })
  })
}
