import { type RandomBytes, type Uuid7, uuid7 } from '@archway/shared/id'
import { fail, ok, type Result } from '@archway/shared/result'
import { canonicalJson, sha256 } from '@archway/shared/signing'
import type { AuditKey } from '../audit/audit-key.ts'
import type { Holds } from '../hold/holds.ts'
import type { DisclosureLedger, DisclosureRecord, LegalBasis } from '../ledger/disclosure-ledger.ts'
import type { Passing, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { makePackage, type NamedFile } from './package.ts'
import { disclosed, readsCsv } from './reads-table.ts'
import { STAMP } from './stamp.ts'
import { watermark } from './watermark.ts'

/** Images of one export, before they are watermarked; more than any case needs, less than what fills the memory. */
const MOST_IMAGE_BYTES = 256 * 2 ** 20

export interface DisclosureMeans {
  readonly ledger: DisclosureLedger
  readonly store: Pick<Store, 'passing'>
  readonly vault: Pick<Vault, 'get'>
  /** Evidence whose day is gone. */
  readonly holds: Pick<Holds, 'passing' | 'image'>
  readonly key: AuditKey
  readonly origin: string
  readonly now: () => number
  readonly random: RandomBytes
}

export interface DisclosureOrder {
  readonly request: Uuid7
  readonly basis: LegalBasis
  readonly reference: string
  readonly purpose: string
  readonly reads: readonly Uuid7[]
}

export interface Disclosures {
  record(
    request: {
      readonly receivedAt: number
      readonly agency: string
      readonly requester: string
      readonly asked: string
    },
    by: string,
  ): Promise<Uuid7>
  propose(order: DisclosureOrder, by: string): Promise<Result<DisclosureRecord, string>>
  /** The ZIP, already in the record and in the use log when this resolves. Of what is not approved there is none. */
  export(
    id: Uuid7,
    by: string,
  ): Promise<
    Result<
      { zip: Uint8Array; name: string },
      'unknown-disclosure' | 'wrong-state' | 'same-person' | 'gone' | 'too-large'
    >
  >
}

/**
 * The only way in which records leave the department: on an outside request, by Special Order or the Chief's
 * authorisation, approved by a second person, stamped, with a manifest of hashes.
 */
export function createDisclosures(means: DisclosureMeans): Disclosures {
  const { ledger, store, vault, holds, key, origin, now, random } = means
  const find = async (read: Uuid7) => (await store.passing(read)) ?? (await holds.passing(read))

  /** The images of a passing as they are stored; those that are not there by their id. */
  const imagesOf = async ({ read }: Passing) => {
    const found: { id: Uuid7; name: string; bytes: Uint8Array; sha256: string }[] = []
    const missing: Uuid7[] = []
    for (const { id, angle, kind, sha256: announced } of read.images) {
      const bytes = (await vault.get(id)) ?? (await holds.image(id))
      if (!bytes) missing.push(id)
      else if (sha256(bytes) !== announced) {
        throw new Error(`image ${id} is not what its Read announced; it cannot be disclosed as evidence`)
      } else found.push({ id, name: `images/${read.id}-${angle}-${kind}.jpg`, bytes, sha256: announced })
    }
    return { found, missing }
  }

  const gather = async (reads: readonly Uuid7[]) => {
    const passings: Passing[] = []
    for (const id of reads) {
      const passing = await find(id)
      if (!passing) return null
      passings.push(passing)
    }
    return passings
  }

  return {
    async record(request, by) {
      const at = now()
      const id = uuid7(at, random)
      await ledger.recordRequest({ ...request, id, recordedBy: by, recordedAt: at })
      return id
    },
    async propose(order, by) {
      for (const read of order.reads) {
        if (!(await find(read))) return fail(`no Read ${read} is stored or held`)
      }
      const at = now()
      const id = uuid7(at, random)
      const outcome = await ledger.proposeDisclosure({ ...order, id, at, by })
      if (outcome !== 'proposed') return fail(outcome)
      const record = await ledger.disclosure(id)
      return record ? ok(record) : fail('the disclosure was not kept')
    },
    async export(id, by) {
      const record = await ledger.disclosure(id)
      if (!record) return fail('unknown-disclosure')
      const { decidedBy, decidedAt } = record
      if (record.state !== 'approved' || decidedBy === null || decidedAt === null) return fail('wrong-state')
      const passings = await gather(record.reads)
      if (!passings) return fail('gone')

      const at = now()
      const files: NamedFile[] = [
        { name: 'read-me.txt', bytes: Buffer.from(readMe(record)), original: null },
        {
          name: 'reads.json',
          bytes: Buffer.from(canonicalJson({ stamp: STAMP, reads: passings.map(disclosed) })),
          original: null,
        },
        { name: 'reads.csv', bytes: Buffer.from(readsCsv(passings)), original: null },
      ]
      const missingImages: Uuid7[] = []
      let total = 0
      for (const passing of passings) {
        const { found, missing } = await imagesOf(passing)
        missingImages.push(...missing)
        for (const image of found) {
          total += image.bytes.byteLength
          if (total > MOST_IMAGE_BYTES) return fail('too-large')
          const lines = [
            STAMP,
            `Disclosure ${id}`,
            `To ${record.agency}`,
            `${new Date(at).toISOString()} ${image.id}`,
          ]
          const bytes = await watermark(image.bytes, STAMP, lines)
          const original = { image: image.id, read: passing.read.id, sha256: image.sha256 }
          files.push({ name: image.name, bytes, original })
        }
      }
      const { agency, requester, request, basis, reference, purpose, proposedBy } = record
      const made = makePackage(
        {
          origin,
          disclosure: id,
          request,
          agency,
          requester,
          basis,
          reference,
          purpose,
          proposedBy,
          approvedBy: decidedBy,
          approvedAt: new Date(decidedAt).toISOString(),
          exportedBy: by,
          exportedAt: new Date(at).toISOString(),
          reads: passings.length,
          missingImages,
        },
        files,
        key,
      )
      const { manifest, manifestSha256, zipSha256, zip } = made
      const images = files.filter(({ original }) => original !== null).length
      const kept = await ledger.disclosureExported(id, {
        at,
        by,
        manifest,
        manifestSha256,
        zipSha256,
        images,
        reads: passings.length,
      })
      return kept === 'exported' ? ok({ zip, name: `disclosure-${id}.zip` }) : fail(kept)
    },
  }
}

const readMe = ({ id, agency, requester, basis, reference }: DisclosureRecord): string =>
  [
    STAMP,
    '',
    `Disclosure ${id} to ${requester}, ${agency}, by ${basis === 'special-order' ? 'Special Order' : "the Chief's authorisation"} ${reference}.`,
    'For the stated purpose only. Do not pass it on.',
    '',
    'manifest.json names every file with its SHA-256, and for each image the SHA-256 of the original without a',
    'watermark, which the department keeps. manifest.sig.json is the Ed25519 signature over the bytes of manifest.json.',
    'To check: archway-central disclosure verify FILE.zip --key PUBLIC-KEY.pem',
    'A read is what a machine read from the images. A person must compare it with them before anything is done on it.',
    '',
  ].join('\r\n')
