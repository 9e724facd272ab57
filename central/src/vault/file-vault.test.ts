import { randomBytes } from 'node:crypto'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RandomBytes, uuid7 } from '@archway/shared/id'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFileVault } from './file-vault.ts'
import { openMasterKey } from './master-key.ts'
import { vaultContract } from './vault.contract.ts'

const placesIn = (folder: string) => ({ days: join(folder, 'days'), keys: join(folder, 'keys') })

vaultContract('files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'archway-vault-'))
  const master = randomBytes(32)
  return {
    open: () => openFileVault(placesIn(folder), master),
    discard: () => rm(folder, { recursive: true }),
  }
})

describe('file vault on disk', () => {
  const day = '2026-03-01'
  const random: RandomBytes = (into) => {
    into.set(randomBytes(into.length))
    return into
  }
  const newId = () => uuid7(Date.UTC(2026, 2, 1, 12), random)
  const master = randomBytes(32)
  const image = Buffer.from(`a recognisable picture ${'.'.repeat(100)}`)
  let folder: string
  let days: string
  let keys: string
  const open = () => openFileVault({ days, keys }, master)
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archway-vault-'))
    days = join(folder, 'days')
    keys = join(folder, 'keys')
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('writes nothing in clear, readable by its owner only, and never the same ciphertext twice', async () => {
    const vault = await open()
    const ids = [newId(), newId()]
    for (const id of ids) await vault.put(id, image)
    const files = await Promise.all(ids.map((id) => readFile(join(days, day, id))))
    for (const file of files) expect(file.includes('recognisable')).toBe(false)
    expect(files[0]?.subarray(12).equals(files[1]?.subarray(12) ?? Buffer.alloc(0))).toBe(false)
    for (const path of [join(days, day, ids[0] ?? ''), join(keys, `${day}.key`)]) {
      expect((await stat(path)).mode & 0o777).toBe(0o600)
    }
    for (const path of [days, keys, join(days, day)]) expect((await stat(path)).mode & 0o777).toBe(0o700)
  })

  it('does not decrypt a file that was changed, cut, or put in the place of another', async () => {
    const vault = await open()
    const [one, two] = [newId(), newId()]
    await vault.put(one, image)
    await vault.put(two, image)
    const path = join(days, day, one)
    const sealed = await readFile(path)
    for (const at of [0, 20, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      await writeFile(path, changed)
      await expect(vault.get(one)).rejects.toThrow('does not decrypt')
    }
    for (const length of [0, 20, sealed.length - 1]) {
      await writeFile(path, sealed.subarray(0, length))
      await expect(vault.get(one)).rejects.toThrow('does not decrypt')
    }
    await writeFile(path, await readFile(join(days, day, two)))
    await expect(vault.get(one)).rejects.toThrow('does not decrypt')
  })

  it('does not open under another master key, and says so', async () => {
    const vault = await open()
    const id = newId()
    await vault.put(id, image)
    const other = await openFileVault({ days, keys }, randomBytes(32))
    await expect(other.get(id)).rejects.toThrow('master key')
    await expect(other.put(newId(), image)).rejects.toThrow('master key')
  })

  it('cannot give a destroyed day back from a backup of its images', async () => {
    const vault = await open()
    const id = newId()
    await vault.put(id, image)
    await cp(days, join(folder, 'backup'), { recursive: true })
    await vault.destroyDay(day)
    expect(await readdir(days)).toEqual([])
    await cp(join(folder, 'backup'), days, { recursive: true })
    expect(await vault.get(id)).toBeNull()
    // The next start finds files of a destroyed day and removes them.
    expect(await (await open()).get(id)).toBeNull()
    expect(await readdir(days)).toEqual([])
    expect(await readdir(keys)).toEqual([`${day}.destroyed`])
  })

  it('lets an image that is being written be finished, and leaves no file of its day', async () => {
    const vault = await open()
    const putting = vault.put(newId(), Buffer.alloc(40 * 2 ** 20))
    const begun = () => readdir(join(days, day)).catch(() => [])
    while ((await begun()).length === 0) await new Promise((done) => setImmediate(done))
    await vault.destroyDay(day)
    expect(await putting).toBe('stored')
    expect(await readdir(days)).toEqual([])
  })

  it('never makes a new key for images whose key is lost', async () => {
    const vault = await open()
    const id = newId()
    await vault.put(id, image)
    await rm(keys, { recursive: true })
    const without = await open()
    await expect(without.get(id)).rejects.toThrow('no key for them')
    await expect(without.put(newId(), image)).rejects.toThrow('no key for them')
  })

  it('finishes a destruction that was killed once the key had lost its name', async () => {
    const vault = await open()
    const id = newId()
    await vault.put(id, image)
    await rename(join(keys, `${day}.key`), join(keys, `${day}.destroyed`))
    const again = await open()
    expect(await again.get(id)).toBeNull()
    await expect(again.put(newId(), image)).rejects.toThrow('destroyed')
    expect((await stat(join(keys, `${day}.destroyed`))).size).toBe(0)
    expect(await readdir(days)).toEqual([])
  })

  it('sweeps up what a kill left of unfinished writes', async () => {
    const vault = await open()
    const id = newId()
    await vault.put(id, image)
    await writeFile(join(days, day, '.tmp-half'), 'half')
    await writeFile(join(keys, '.tmp-half'), 'half')
    expect(Buffer.compare((await (await open()).get(id)) ?? Buffer.alloc(0), image)).toBe(0)
    expect(await readdir(join(days, day))).toEqual([id])
    expect(await readdir(keys)).toEqual([`${day}.key`])
  })

  it('shows a probe where the smallest image of a day was changed: that must not keep the day from its purge', async () => {
    const vault = await open()
    const id = newId()
    await vault.put(id, image)
    await writeFile(join(days, day, id), randomBytes(60))
    expect(await vault.evidenceOf(day, 'day')).toMatchObject({ of: 'probe', key: day })
  })

  it('rejects when the disk refuses, and leaves nothing half written', async () => {
    const vault = await open()
    await vault.put(newId(), image)
    const id = newId()
    await mkdir(join(days, day, id, 'in-the-way'), { recursive: true })
    await expect(vault.get(id)).rejects.toThrow()
    await rm(join(days, day), { recursive: true })
    await expect(vault.put(id, image)).rejects.toThrow('ENOENT')
  })
})

describe('master key', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archway-key-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is made once, for its owner only, and is the same at every start', async () => {
    const path = join(folder, 'keys', 'master.key')
    const made = await openMasterKey(path)
    expect(made).toHaveLength(32)
    expect(await openMasterKey(path)).toEqual(made)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await openMasterKey(join(folder, 'other.key'))).not.toEqual(made)
  })

  it('is refused when it was cut or when others may read it', async () => {
    const path = join(folder, 'master.key')
    await openMasterKey(path)
    await chmod(path, 0o644)
    await expect(openMasterKey(path)).rejects.toThrow('chmod 600')
    await chmod(path, 0o600)
    await writeFile(path, 'short')
    await expect(openMasterKey(path)).rejects.toThrow('a master key has 32')
  })
})
