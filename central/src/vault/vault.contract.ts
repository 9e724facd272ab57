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
      const settled = Promise.allSettled(putting)
      await putting[0]
      await vault.destroyDay('2026-03-01')
      for (const outcome of await settled) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DayDestroyedError)
      }
      await reopen()
      for (const id of ids) expect(await vault.get(id)).toBeNull()
      expect(await vault.days()).toEqual([])
    })

    it('promise 13: thins a day to what is to be kept, and destroys the key of the rest', async () => {
      const ids = Array.from({ length: 5 }, () => uuid7(NOON, random))
      for (const id of ids) await vault.put(id, Buffer.from(id))
      const [kept = '', late = '', ...gone] = ids
      const sample = await vault.evidenceOf('2026-03-01', 'nonhits')
      if (!sample) throw new Error('a day with images has a key')
      expect(await vault.tryToOpen(sample)).toMatchObject({ opened: true })
      await vault.thinDay('2026-03-01', [kept, late, uuid7(NOON, random)])
      for (const _ of ['now', 'after it is opened again', 'after it is thinned again']) {
        await same(kept, Buffer.from(kept))
        await same(late, Buffer.from(late))
        for (const id of gone) expect(await vault.get(id)).toBeNull()
        expect(await vault.days()).toEqual(['2026-03-01'])
        expect(await vault.tryToOpen(sample)).toMatchObject({ keysTried: 2, opened: false })
        await reopen()
        await vault.thinDay('2026-03-01', [kept])
      }
      const after = uuid7(NOON, random)
      expect(await vault.put(after, Buffer.from('late'))).toBe('stored')
      await same(after, Buffer.from('late'))
      expect(await vault.evidenceOf('2026-03-01', 'nonhits')).toBeNull()
      const second = await vault.evidenceOf('2026-03-01', 'day')
      await vault.destroyDay('2026-03-01')
      for (const id of [...ids, after]) expect(await vault.get(id)).toBeNull()
      await reopen()
      expect(await vault.days()).toEqual([])
      await expect(vault.put(after, Buffer.from('x'))).rejects.toThrow(DayDestroyedError)
      expect(second && (await vault.tryToOpen(second))).toEqual({ keysTried: 1, opened: false })
      await vault.thinDay('2026-03-01', ids)
      expect(await vault.days()).toEqual([])
    })

    it('shows what the key of a day opened, that nothing opens it later, and when the key went', async () => {
      expect(await vault.evidenceOf('2026-03-01', 'day')).toBeNull()
      await vault.put(uuid7(NOON, random), randomBytes(900))
      const small = uuid7(NOON, random)
      await vault.put(small, randomBytes(20))
      const sample = await vault.evidenceOf('2026-03-01', 'day')
      expect(sample).toMatchObject({ key: '2026-03-01', of: 'image', label: `archway image v1 ${small}` })
      expect(await vault.destroyedAt('2026-03-01')).toBeNull()
      const before = Date.now()
      await vault.destroyDay('2026-03-01')
      const at = await vault.destroyedAt('2026-03-01')
      expect(at).toBeGreaterThan(before - 1000)
      expect(at).toBeLessThan(Date.now() + 1000)
      expect(sample && (await vault.tryToOpen(sample))).toEqual({ keysTried: 1, opened: false })
    })

    it('refuses an id that is none', async () => {
      await expect(vault.put('../../etc/passwd', Buffer.from('x'))).rejects.toThrow()
      await expect(vault.get('../../etc/passwd')).rejects.toThrow()
    })
  })
}
