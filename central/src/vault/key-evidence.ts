import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Day } from '@archway/shared/id'
import type { KeyFolder, KeyName } from './day-keys.ts'
import { isMissing, TEMPORARY } from './durable-file.ts'
import { imageLabel, seal, unseal } from './sealed.ts'
import type { KeyEvidence, SealedSample } from './vault.ts'

/** A sample waits in the ledger while its day is purged; a plate's image has a few kilobytes. */
const LARGEST_SAMPLE = 2 ** 20
/** Files that are looked at in search of a small one. */
const LOOKED_AT = 64

/**
 * @param keyOf the name of the key that a purge of this extent destroys; null: none
 * @param imagesOf the folder of what that key has sealed
 */
export function keyEvidence(
  keys: KeyFolder,
  master: Uint8Array,
  keyOf: (day: Day, extent: 'day' | 'nonhits') => KeyName | null,
  imagesOf: (name: KeyName) => string,
): KeyEvidence {
  return {
    async evidenceOf(day, extent) {
      const name = keyOf(day, extent)
      const key = name === null ? null : await keys.read(name)
      const wrapped = name === null ? null : await keys.wrappedDigest(name)
      if (name === null || !key || wrapped === null) return null
      const image = await smallImage(imagesOf(name))
      // An image that its key does not open, because its file was changed, would prove nothing later.
      if (image && opens(key, image)) return { key: name, wrapped, of: 'image', ...image }
      const label = `archway purge probe v1 ${name}`
      return { key: name, wrapped, of: 'probe', label, sealed: seal(key, label, randomBytes(64)) }
    },
    async tryToOpen(sample) {
      const { alive } = await keys.names()
      const left = await Promise.all(alive.map((name) => keys.read(name)))
      const tried = [master, ...left.filter((key) => key !== null)]
      return { keysTried: tried.length, opened: tried.some((key) => opens(key, sample)) }
    },
    destroyedAt: (name) => keys.destroyedAt(name),
  }
}

export const sampleDigest = ({ sealed }: Pick<SealedSample, 'sealed'>): string =>
  createHash('sha256').update(sealed).digest('hex')

function opens(key: Uint8Array, { label, sealed }: Pick<SealedSample, 'label' | 'sealed'>): boolean {
  try {
    unseal(key, label, sealed)
    return true
  } catch {
    return false
  }
}

async function smallImage(folder: string): Promise<{ label: string; sealed: Uint8Array } | null> {
  const names = await readdir(folder).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
  const images = names.filter((name) => !name.startsWith(TEMPORARY)).slice(0, LOOKED_AT)
  const sized = await Promise.all(
    images.map(async (name) => ({ name, size: (await stat(join(folder, name))).size })),
  )
  const [smallest] = sized.filter(({ size }) => size <= LARGEST_SAMPLE).sort((a, b) => a.size - b.size)
  if (!smallest) return null
  return { label: imageLabel(smallest.name), sealed: await readFile(join(folder, smallest.name)) }
}
