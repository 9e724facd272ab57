import { join } from 'node:path'
import { readAuditKey } from '../audit/audit-key.ts'
import { findingText } from '../audit/finding.ts'
import { verifyLedger } from '../audit/verify-ledger.ts'
import { makeBackup } from '../backup/make-backup.ts'
import { restoreBackup } from '../backup/restore-backup.ts'
import type { CentralConfig } from '../config.ts'
import { claimFolder } from '../folder-claim.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { settleCertificates } from '../retention/certificate-files.ts'
import { keyFolder } from '../vault/day-keys.ts'
import { makeFolder } from '../vault/durable-file.ts'
import { openMasterKey } from '../vault/master-key.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { type Terminal, timeText } from './terminal.ts'

async function keysOf(config: CentralConfig) {
  const master = await openMasterKey(join(config.keys, 'master.key'))
  const days = join(config.keys, 'days')
  await makeFolder(days)
  return { master, days: keyFolder(days, master), audit: readAuditKey(config.keys) }
}

/** Beside a server that may run. */
export async function backupData(
  to: string,
  { config, ledger, terminal, now, by }: CommandMeans,
): Promise<number> {
  const use = { who: by, action: 'backup', subject: null } as const
  // Before the copy, so that the backup itself says that it was made.
  await ledger.logUse({ ...use, at: now(), outcome: 'success', detail: 'begun' })
  try {
    // An installation that never served has none.
    await makeFolder(join(config.data, 'days'))
    const { manifest, written, gone } = await makeBackup(
      { data: config.data, to },
      await keysOf(config),
      config.names[0] ?? 'localhost',
      now(),
    )
    const images = manifest.days.reduce((sum, day) => sum + day.images, 0)
    terminal.out(`days     ${manifest.days.length}, rows of ${written} written now`)
    terminal.out(`images   ${images}`)
    terminal.out(`held     ${manifest.heldItems} items`)
    for (const day of gone)
      terminal.err(`${day} was purged while it was being copied, and is not in the backup`)
    terminal.err(
      'No key is in it: keep one copy of the keys folder apart, replace it each time, and keep no older one.',
    )
    return DONE
  } catch (error) {
    const detail = error instanceof Error ? error.name : 'failed'
    await ledger.logUse({ ...use, at: now(), outcome: 'failure', detail })
    throw error
  }
}

/**
 * Puts a backup into an installation that has the keys and no data. What was purged since stays purged.
 * @param by who restores, for the use log
 */
export async function restoreData(
  from: string,
  { config, terminal, now, by }: { config: CentralConfig; terminal: Terminal; now: () => number; by: string },
): Promise<number> {
  const keys = await keysOf(config)
  await makeFolder(config.data)
  const claim = claimFolder(config.data)
  try {
    const { manifest, restored, destroyed, keyless } = await restoreBackup({ data: config.data, from }, keys)
    const ledger = openLedgerHere(join(config.data, 'ledger.db'))
    try {
      const outside = config.audit.checkpoints
      const folders = [join(config.keys, 'certificates'), ...(outside ? [outside] : [])]
      await settleCertificates(ledger, folders, keys.audit.publicKey)
      const { findings } = await verifyLedger(ledger, outside, keys.audit.publicKey)
      terminal.out(`backup of   ${timeText(manifest.at)}, "${manifest.origin}"`)
      terminal.out(`days        ${restored.length} restored`)
      for (const name of destroyed)
        terminal.out(`purged      ${name}: its key was destroyed; it stays purged`)
      for (const name of keyless) terminal.err(`no key for ${name}: the keys folder is not the newest copy`)
      const broken = findings.filter(({ kind }) => kind !== 'break')
      if (broken.length === 0) {
        await ledger.confirmClock(now(), by)
        const detail = `backup of ${timeText(manifest.at)}`
        await ledger.logUse({
          at: now(),
          who: by,
          action: 'restore',
          outcome: 'success',
          subject: null,
          detail,
        })
        terminal.err(`restored; this machine's clock was taken for right: ${timeText(now())}`)
        return keyless.length === 0 ? DONE : REFUSED
      }
      for (const finding of broken) terminal.err(findingText(finding))
      terminal.err(
        'The data is there. The use log is older than checkpoints that were handed out: lines are missing',
      )
      terminal.err('from it, and "serve" will not start. If no newer backup has them, put that on record:')
      terminal.err('  archway-central audit restart --reason "restored the backup of …, because …"')
      return REFUSED
    } finally {
      await ledger.close()
    }
  } finally {
    claim.release()
  }
}
