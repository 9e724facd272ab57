import type { KeyObject } from 'node:crypto'
import { fingerprintOf, readAuditKey } from '../audit/audit-key.ts'
import { keepCheckpoint } from '../audit/audit-log.ts'
import { exportLog } from '../audit/export-log.ts'
import { findingText } from '../audit/finding.ts'
import { verifyExport } from '../audit/verify-export.ts'
import { verifyLedger } from '../audit/verify-ledger.ts'
import type { Verdict } from '../audit/verify-log.ts'
import { claimFolder } from '../folder-claim.ts'
import { type CommandMeans, DONE, MISUSE, REFUSED } from './means.ts'
import { readPublicKey } from './public-key.ts'
import type { Terminal } from './terminal.ts'

export async function verifyAudit({ config, ledger, terminal }: CommandMeans): Promise<number> {
  const { publicKey } = readAuditKey(config.keys)
  return tell(await verifyLedger(ledger, config.audit.checkpoints, publicKey), publicKey, terminal)
}

/** Signs a checkpoint first, so that the export is covered to its last line; unless the log does not verify. */
export async function exportAudit(folder: string, means: CommandMeans): Promise<number> {
  const { config, ledger, terminal, now, by } = means
  const key = readAuditKey(config.keys)
  await ledger.logUse({
    at: now(),
    who: by,
    action: 'audit-export',
    outcome: 'success',
    subject: null,
    detail: null,
  })
  const verdict = await verifyLedger(ledger, config.audit.checkpoints, key.publicKey)
  const isSound = verdict.findings.every(({ kind }) => kind === 'break')
  const newest = isSound ? await keepCheckpoint(auditMeans(means), { ...verdict, restart: null }) : null
  const lines = await exportLog(folder, ledger, key.publicKey, newest?.size ?? null)
  terminal.err(
    `exported ${lines} lines to ${folder}; verify them with: audit verify-export ${folder} --key FILE`,
  )
  if (isSound) return DONE
  terminal.err('exported as it is, without a new checkpoint, because the log does not verify:')
  for (const finding of verdict.findings) terminal.err(findingText(finding))
  return REFUSED
}

/** Only beside no server: one that runs holds the edge of the log as it was before. */
export async function restartAudit(reason: string, means: CommandMeans): Promise<number> {
  const { config, ledger, terminal, now, by } = means
  const key = readAuditKey(config.keys)
  const claim = claimFolder(config.data)
  try {
    const { findings } = await verifyLedger(ledger, config.audit.checkpoints, key.publicKey)
    const broken = findings.filter(({ kind }) => kind !== 'break')
    if (broken.length === 0) {
      terminal.err('not restarted: the log verifies')
      return REFUSED
    }
    await ledger.restartLog({
      at: now(),
      who: by,
      action: 'audit-restart',
      outcome: 'success',
      subject: null,
      detail: reason,
    })
    const verdict = await verifyLedger(ledger, config.audit.checkpoints, key.publicKey)
    const lastCheckpoint = (await ledger.checkpoints()).at(-1)?.n ?? 0
    const restart = { lastLine: verdict.lastLine, lastCheckpoint, by, reason }
    await keepCheckpoint(auditMeans(means), { ...verdict, restart })
    for (const finding of broken) terminal.err(`on record as a break: ${findingText(finding)}`)
    return tell(
      await verifyLedger(ledger, config.audit.checkpoints, key.publicKey),
      key.publicKey,
      terminal,
      ['break'],
    )
  } finally {
    claim.release()
  }
}

/** The stand-alone verifier: no configuration, no ledger. */
export async function verifyExported(
  { folder, key: file, checkpoints }: { folder: string; key: string; checkpoints: string | null },
  terminal: Terminal,
): Promise<number> {
  const key = readPublicKey(file, terminal)
  if (!key) return MISUSE
  return tell(await verifyExport(folder, checkpoints, key), key, terminal)
}

const auditMeans = ({ config, ledger, now }: CommandMeans) => ({
  ledger,
  key: readAuditKey(config.keys),
  origin: config.names[0] ?? 'localhost',
  folder: config.audit.checkpoints,
  now,
})

/** @param accepted kinds of finding that are no failure here */
function tell(
  { frontier, newest, agreeing, covered, findings }: Verdict,
  key: KeyObject,
  terminal: Terminal,
  accepted: readonly string[] = [],
): number {
  terminal.out(`lines        ${frontier.size}`)
  terminal.out(`root         ${Buffer.from(frontier.root()).toString('hex')}`)
  terminal.out(`checkpoints  ${agreeing} agree`)
  terminal.out(
    newest
      ? `newest       ${new Date(newest.at).toISOString()} over ${newest.size} lines, "${newest.origin}"`
      : 'newest       none',
  )
  terminal.out(`audit key    ${fingerprintOf(key)}`)
  for (const finding of findings) terminal.err(findingText(finding))
  if (agreeing === 0) terminal.err('nothing is proven: no checkpoint agrees with the log')
  const failures = findings.filter(({ kind }) => !accepted.includes(kind))
  const isGood = failures.length === 0 && agreeing > 0
  const after = frontier.size - covered
  if (isGood && after > 0) terminal.err(`the last ${after} lines are not covered by a checkpoint yet`)
  terminal.err(isGood ? 'the log verifies' : 'THE LOG DOES NOT VERIFY')
  return isGood ? DONE : REFUSED
}
