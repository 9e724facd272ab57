import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import { canonicalJson } from '@archway/shared/signing'
import { unzipSync, type Zippable, zipSync } from 'fflate'
import { z } from 'zod'
import { fingerprintOf } from '../audit/audit-key.ts'
import { jsonOf } from '../audit/checkpoint.ts'
import { STAMP } from './stamp.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const PackagedFile = z.strictObject({
  name: z.string().regex(/^(?:images\/)?[a-z0-9][a-z0-9.-]*$/),
  bytes: z.int().min(0),
  sha256: Sha256,
  /** Of an image: what is stored, and has no watermark; its hash is the one that the Read was bound to. */
  original: z.strictObject({ image: z.string(), read: z.string(), sha256: Sha256 }).nullable(),
})

/** What a disclosure holds and on whose word it left. */
const DisclosureManifest = z.strictObject({
  format: z.literal('archway-disclosure-1'),
  stamp: z.literal(STAMP),
  origin: z.string(),
  disclosure: z.string(),
  request: z.string(),
  agency: z.string(),
  requester: z.string(),
  basis: z.enum(['special-order', 'chief-authorisation']),
  reference: z.string(),
  purpose: z.string(),
  proposedBy: z.string(),
  approvedBy: z.string(),
  approvedAt: z.string(),
  exportedBy: z.string(),
  exportedAt: z.string(),
  reads: z.int().min(0),
  /** Images that the Reads announced and that never came, or are gone. */
  missingImages: z.array(z.string()),
  files: z.array(PackagedFile),
})
export type DisclosureManifest = z.infer<typeof DisclosureManifest>

const Signature = z.strictObject({ algorithm: z.literal('Ed25519'), key: Sha256, signature: z.string() })

const MANIFEST = 'manifest.json'
const SIGNATURE = 'manifest.sig.json'
/** What is unpacked for verifying: more than any package that is made, less than what would be a bomb. */
const LARGEST_PACKAGE = 2 ** 30

export interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly original: z.infer<typeof PackagedFile>['original']
}

export interface Package {
  readonly zip: Uint8Array
  readonly zipSha256: string
  readonly manifest: string
  readonly manifestSha256: string
}

const digest = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

/** @param key Ed25519: the audit key */
export function makePackage(
  facts: Omit<DisclosureManifest, 'format' | 'stamp' | 'files'>,
  files: readonly NamedFile[],
  key: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
): Package {
  const manifest = canonicalJson(
    DisclosureManifest.parse({
      format: 'archway-disclosure-1',
      stamp: STAMP,
      ...facts,
      files: files.map(({ name, bytes, original }) => ({
        name,
        bytes: bytes.byteLength,
        sha256: digest(bytes),
        original,
      })),
    }),
  )
  const signature = canonicalJson({
    algorithm: 'Ed25519',
    key: fingerprintOf(key.publicKey),
    signature: sign(null, Buffer.from(manifest), key.privateKey).toString('base64'),
  })
  const entries: Zippable = { [MANIFEST]: Buffer.from(manifest), [SIGNATURE]: Buffer.from(signature) }
  // JPEG does not get smaller.
  for (const { name, bytes } of files) entries[name] = [bytes, { level: name.endsWith('.jpg') ? 0 : 6 }]
  const zip = zipSync(entries)
  return { zip, zipSha256: digest(zip), manifest, manifestSha256: digest(manifest) }
}

/** What is wrong with a package; empty: it is what was disclosed. @param key Ed25519, public */
export function verifyPackage(
  zip: Uint8Array,
  key: KeyObject,
): { manifest: DisclosureManifest | null; problems: string[] } {
  let total = 0
  let entries: Record<string, Uint8Array>
  try {
    entries = unzipSync(zip, {
      filter({ originalSize }) {
        total += originalSize
        if (total > LARGEST_PACKAGE) throw new Error('it unpacks to more than a gigabyte')
        return true
      },
    })
  } catch (error) {
    return {
      manifest: null,
      problems: [`no readable ZIP: ${error instanceof Error ? error.message : error}`],
    }
  }
  const manifestBytes = entries[MANIFEST] ?? new Uint8Array()
  const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? new Uint8Array()).toString('utf8')
  const signature = Signature.safeParse(jsonOf(text(entries[SIGNATURE])))
  const isSigned =
    signature.success && verify(null, manifestBytes, key, Buffer.from(signature.data.signature, 'base64'))
  if (!isSigned) return { manifest: null, problems: ['the manifest is not signed with this key'] }
  const manifest = DisclosureManifest.parse(jsonOf(text(manifestBytes)))
  const problems = manifest.files.flatMap(({ name, sha256 }) => {
    const bytes = entries[name]
    if (!bytes) return [`${name} is missing`]
    return digest(bytes) === sha256 ? [] : [`${name} was changed`]
  })
  const known = new Set([MANIFEST, SIGNATURE, ...manifest.files.map(({ name }) => name)])
  const added = Object.keys(entries).filter((name) => !known.has(name))
  return { manifest, problems: [...problems, ...added.map((name) => `${name} was added`)] }
}
