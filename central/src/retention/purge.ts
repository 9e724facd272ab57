import type { Day } from '@archway/shared/id'
import { z } from 'zod'
import type { AuditKey } from '../audit/audit-key.ts'
import type { Checkpoint } from '../audit/checkpoint.ts'
import type { OpenPurge, RetentionLedger } from '../ledger/retention-ledger.ts'
import type { Store } from '../store/store.ts'
import { sampleDigest } from '../vault/key-evidence.ts'
import type { PurgeExtent, SealedSample, Vault } from '../vault/vault.ts'
import { Certificate, certificateDigest, signCertificate, stated } from './certificate.ts'
import { DAY_MS, type RetentionRule } from './retention.ts'

export interface PurgeMeans {
  readonly vault: Pick<Vault, 'destroyDay' | 'thinDay' | 'evidenceOf' | 'tryToOpen' | 'destroyedAt'>
  readonly store: Pick<Store, 'purgeDay' | 'thinDay' | 'dayCounts'>
  readonly ledger: RetentionLedger
  readonly audit: { checkpoint(): Promise<Checkpoint> }
  readonly key: AuditKey
  readonly origin: string
  /** What of the day holds keep; rejects when it is not safely kept, and then the day is not purged. */
  readonly held: (day: Day) => Promise<Certificate['held']>
}

/** What only could be known before; stands in the ledger until the certificate does. */
const Facts = Certificate.pick({ policy: true, counts: true, held: true }).extend({
  before: Certificate.shape.audit.shape.before,
  sample: z
    .strictObject({ key: z.string(), wrapped: z.string(), of: z.enum(['image', 'probe']), label: z.string() })
    .nullable(),
})
type Facts = z.infer<typeof Facts>

/**
 * One day, or what hit nothing of it: begin → destroy the key, then the files → try the old ciphertext → certify.
 * Every step may be done again, so a purge that was killed anywhere is finished by doing all of it once more; what
 * was learned before the destruction is read from the ledger then, not from what is left.
 */
export async function purge(
  day: Day,
  extent: PurgeExtent,
  rule: RetentionRule,
  nowMs: number,
  means: PurgeMeans,
): Promise<Certificate> {
  const begun = await begin(day, extent, rule, nowMs, means)
  const facts = Facts.parse(JSON.parse(begun.facts))
  await destroy(day, extent, means)

  const trial = await tryAgain(begun, facts, means)
  const counts = await purgedCounts(day, extent, facts, means)
  await means.ledger.purgeDone(day, extent, nowMs, doneText(extent, facts, counts))
  const after = await means.audit.checkpoint()
  const from = Date.parse(`${day}T00:00:00.000Z`)
  const keyId = facts.sample?.key ?? day
  const destroyedAt = await means.vault.destroyedAt(keyId)
  const certificate = stated({
    origin: means.origin,
    day,
    from,
    until: from + DAY_MS,
    extent,
    policy: facts.policy,
    begunAt: begun.begunAt,
    issuedAt: nowMs,
    counts,
    key: destroyedAt === null ? null : { id: keyId, wrapped: facts.sample?.wrapped ?? null, destroyedAt },
    held: facts.held,
    trial,
    audit: { before: facts.before, after: pointOf(after) },
  })
  const signed = signCertificate(certificate, means.key.privateKey)
  await means.ledger.certify({ day, extent, at: nowMs, signed }, certificateDigest(signed))
  return certificate
}

async function begin(
  day: Day,
  extent: PurgeExtent,
  rule: RetentionRule,
  nowMs: number,
  { vault, store, ledger, audit, held }: PurgeMeans,
): Promise<OpenPurge> {
  // Also when the purge was begun before: a hold that was approved since must not lose what it holds.
  const keeping = await held(day)
  const open = (await ledger.openPurges()).find((one) => one.day === day && one.extent === extent)
  if (open) return open
  const sample = await vault.evidenceOf(day, extent)
  const facts: Facts = {
    policy: { version: rule.version, days: rule.days, nonhitDays: rule.nonhitDays },
    counts: await store.dayCounts(day),
    held: keeping,
    before: pointOf(await audit.checkpoint()),
    sample: sample && { key: sample.key, wrapped: sample.wrapped, of: sample.of, label: sample.label },
  }
  return ledger.beginPurge({
    day,
    extent,
    begunAt: nowMs,
    facts: JSON.stringify(facts),
    sample: sample?.sealed ?? null,
  })
}

async function destroy(day: Day, extent: PurgeExtent, { vault, store }: PurgeMeans): Promise<void> {
  if (extent === 'day') {
    await vault.destroyDay(day)
    await store.purgeDay(day)
  } else {
    // Rows first: they say which images stay, and what comes in from here on does not count as kept by mistake.
    await vault.thinDay(day, await store.thinDay(day))
  }
}

async function tryAgain(
  begun: OpenPurge,
  facts: Facts,
  { vault }: PurgeMeans,
): Promise<Certificate['trial']> {
  if (!facts.sample || !begun.sample) return null
  const sample: SealedSample = { ...facts.sample, sealed: begun.sample }
  const { keysTried, opened } = await vault.tryToOpen(sample)
  if (opened) {
    throw new Error(
      `the key ${facts.sample.key} was destroyed, and what it had sealed still opens: a copy of it is in the folder of keys. Remove the copy; nothing is certified before.`,
    )
  }
  const { of } = facts.sample
  return { of, bytes: sample.sealed.byteLength, sha256: sampleDigest(sample), keysTried, opened }
}

/** Of a thinned day what was there less what is left; what arrived in between can only make it less. */
async function purgedCounts(
  day: Day,
  extent: PurgeExtent,
  { counts }: Facts,
  { store }: PurgeMeans,
): Promise<Certificate['counts']> {
  const left = extent === 'nonhits' ? await store.dayCounts(day) : null
  if (!counts || !left) return counts
  const less = (of: keyof typeof left) => Math.max(0, counts[of] - left[of])
  return {
    reads: less('reads'),
    hits: less('hits'),
    alerts: less('alerts'),
    images: less('images'),
    refused: less('refused'),
  }
}

function doneText(extent: PurgeExtent, facts: Facts, counts: Certificate['counts']): string {
  const what = extent === 'day' ? 'all' : 'what hit nothing'
  const held = facts.held.reduce((sum, { reads }) => sum + reads, 0)
  const gone = counts
    ? `${counts.reads} reads, ${counts.images} images, ${counts.alerts} alerts`
    : 'rows were gone before'
  return `${what}: ${gone}; ${held} reads held; policy ${facts.policy.version}`
}

const pointOf = ({ size, root, at }: Checkpoint) => ({ size, root, at })
