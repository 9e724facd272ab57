import type { AuditLedger } from '../ledger/audit-ledger.ts'
import type { AuditKey } from './audit-key.ts'
import { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { handOver } from './checkpoint-folder.ts'
import { type Finding, findingText } from './finding.ts'
import { leafHash } from './merkle.ts'
import { linesOf, verifyLedger } from './verify-ledger.ts'

export interface AuditMeans {
  readonly ledger: AuditLedger
  readonly key: AuditKey
  /** Which log it is, for people: the first name of the server. */
  readonly origin: string
  /** Where checkpoints go outside the system; null: nowhere. */
  readonly folder: string | null
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface AuditLog {
  /** Signs how the log stands, keeps that, and hands it outside. One at a time. */
  checkpoint(): Promise<Checkpoint>
}

/** The use log is not what was signed. */
class AuditBroken extends Error {
  override readonly name = 'AuditBroken'
  readonly findings: readonly Finding[]
  constructor(findings: readonly Finding[]) {
    super(
      [
        'the use log does not verify, so nothing is served:',
        ...findings.map((finding) => `  ${findingText(finding)}`),
        'Keep the data folder and the checkpoints as they are: they are evidence. Then either put back a ledger.db',
        'that verifies, or let the log go on with the break on record:',
        '  archway-central audit restart --reason "what happened, and who knows of it"',
        'See docs/audit.md, Recovery.',
      ].join('\n'),
    )
    this.findings = findings
  }
}

/**
 * Verifies the whole log and then holds its edge in memory: every later checkpoint is made from that edge and
 * the new lines, never from what the file says of the old ones. So whatever this process signs is consistent
 * with what it verified.
 */
export async function openAudit(means: AuditMeans): Promise<AuditLog> {
  const verdict = await verifyLedger(means.ledger, means.folder, means.key.publicKey)
  const broken = verdict.findings.filter(({ kind }) => kind !== 'break')
  if (broken.length > 0) throw new AuditBroken(broken)
  const { frontier } = verdict
  let { lastLine, newest } = verdict

  const takeNewLines = async () => {
    const everHeld = await means.ledger.everHeld()
    for await (const { n, entry, leaf } of linesOf(means.ledger, everHeld, lastLine)) {
      const own = leafHash(entry)
      if (n !== lastLine + 1 || Buffer.from(own).toString('hex') !== leaf)
        throw new Error(notSigned(lastLine + 1))
      frontier.append(own)
      lastLine += 1
    }
    if (everHeld !== lastLine) throw new Error(notSigned(Math.min(everHeld, lastLine)))
  }
  const make = async () => {
    await takeNewLines()
    newest = await keepCheckpoint(means, { frontier, newest, restart: null })
    return newest
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    checkpoint() {
      const made = last.then(make, make)
      last = made.catch(() => {})
      return made
    },
  }
}

/** Signs, keeps in the ledger, and hands outside everything that is not there yet. */
export async function keepCheckpoint(
  { ledger, key, origin, folder, now }: AuditMeans,
  state: {
    readonly frontier: { readonly size: number; root(): Uint8Array }
    readonly newest: Checkpoint | null
    readonly restart: Checkpoint['restart']
  },
): Promise<Checkpoint> {
  const checkpoint: Checkpoint = {
    format: 'archway-audit-checkpoint-1',
    origin,
    size: state.frontier.size,
    root: Buffer.from(state.frontier.root()).toString('hex'),
    at: Math.max(now(), (state.newest?.at ?? 0) + 1),
    restart: state.restart,
  }
  await ledger.keepCheckpoint(signCheckpoint(checkpoint, key.privateKey))
  if (folder) {
    const kept = (await ledger.checkpoints()).flatMap(({ signed }) => {
      const opened = openCheckpoint(signed, key.publicKey)
      return typeof opened === 'object' ? [{ checkpoint: opened, text: signed }] : []
    })
    await handOver(folder, kept)
  }
  return checkpoint
}

const notSigned = (line: number): string =>
  `no checkpoint was signed: from line ${line} on the use log is not as it was written; run "archway-central audit verify"`
