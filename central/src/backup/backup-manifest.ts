import { type KeyObject, sign, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '@archway/shared/signing'
import { z } from 'zod'
import { jsonOf } from '../audit/checkpoint.ts'
import { writeDurably } from '../vault/durable-file.ts'

const NAME = 'backup.json'
const Count = z.int().min(0)
/** Of the backup's own making: nothing that leads out of its folder. */
const FileName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,127}$/)
const File = z.strictObject({ file: FileName, bytes: Count, sha256: z.string().regex(/^[0-9a-f]{64}$/) })

/** What a backup holds. Each part is sealed under a key that the backup does not hold. */
const Manifest = z.strictObject({
  format: z.literal('archway-backup-1'),
  origin: z.string(),
  at: Count,
  ledger: File,
  days: z.array(
    z.strictObject({
      /** The key under which rows and images are sealed: the day's, or `<day>.hits` of a thinned day. */
      key: z.string().regex(/^\d{4}-\d{2}-\d{2}(\.hits)?$/),
      rows: File.extend({
        /** How the day's file looked: what looks so again is not written again. */
        seen: z.string(),
      }).nullable(),
      images: Count,
    }),
  ),
  heldItems: Count,
})
export type BackupManifest = z.infer<typeof Manifest>

const Signed = z.strictObject({ manifest: Manifest, signature: z.string() })

/** @param key Ed25519, private: the audit key */
export async function writeManifest(folder: string, manifest: BackupManifest, key: KeyObject): Promise<void> {
  const signature = sign(null, Buffer.from(canonicalJson(manifest)), key).toString('base64')
  await writeDurably(join(folder, NAME), Buffer.from(`${canonicalJson({ manifest, signature })}\n`))
}

/** Throws when there is none, or when it is not signed by this key. */
export async function readManifest(folder: string, key: KeyObject): Promise<BackupManifest> {
  const text = await readFile(join(folder, NAME), 'utf8').catch((cause) => {
    throw new Error(`${folder} holds no finished backup: ${NAME} is missing`, { cause })
  })
  const signed = Signed.safeParse(jsonOf(text))
  if (!signed.success)
    throw new Error(`${join(folder, NAME)} cannot be read: ${signed.error.issues[0]?.message}`)
  const { manifest, signature } = signed.data
  if (!verify(null, Buffer.from(canonicalJson(manifest)), key, Buffer.from(signature, 'base64'))) {
    throw new Error(
      `${join(folder, NAME)} is not signed with this installation's audit key: it was changed, or is another's`,
    )
  }
  return manifest
}
