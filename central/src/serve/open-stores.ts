import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readAuditKey } from '../audit/audit-key.ts'
import { openAudit } from '../audit/audit-log.ts'
import { openSecrets } from '../audit/secrets.ts'
import { createUseLogSeal } from '../audit/use-log-seal.ts'
import { createDisclosures } from '../disclosure/disclosures.ts'
import { openRegistry } from '../fleet/ledger-registry.ts'
import { claimFolder } from '../folder-claim.ts'
import { openHolds } from '../hold/open-holds.ts'
import { openBook } from '../hotlist/ledger-book.ts'
import { openLedger } from '../ledger/sqlite-ledger.ts'
import { openPolicyBook } from '../policy/policy-book.ts'
import { openSearch } from '../search/open-search.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import { openFileVault } from '../vault/file-vault.ts'
import { openMasterKey } from '../vault/master-key.ts'
import type { Start } from './start.ts'

export type Stores = Awaited<ReturnType<typeof openStores>>

/**
 * Opens all that is kept, and what only reads and writes it. The use log comes before everything else: where it does
 * not verify, nothing is served.
 */
export async function openStores({ config, closing, faults, log, now, random }: Start) {
  await mkdir(config.data, { recursive: true, mode: 0o700 })
  const claim = claimFolder(config.data)
  closing.add('the claim on the data folder', claim.release)
  const ledger = await openLedger(join(config.data, 'ledger.db'))
  closing.add('the ledger', ledger.close)

  const auditKey = readAuditKey(config.keys)
  const origin = config.names[0] ?? 'localhost'
  const { checkpoints } = config.audit
  if (!checkpoints) {
    log.warn('audit.checkpoints is not set: whoever holds this machine and its keys can rewrite the use log')
  }
  const audit = await openAudit({ ledger, key: auditKey, origin, folder: checkpoints, now })
  const useLog = createUseLogSeal({
    audit,
    now,
    onSealed: ({ size, root }) => log.info({ size, root }, 'checkpoint of the use log'),
    onFault: faults.onFault('the use log has no new checkpoint, or none outside'),
  })
  const firstCheckpoint = await useLog.seal()
  closing.add('the use log', useLog.seal)

  /** From here on nothing of what others write is overlooked. */
  const since = await ledger.changes()
  const policyBook = await openPolicyBook(ledger, config.policy, now)
  const policyFileProblem = policyBook.fileProblem()
  if (policyFileProblem) log.warn(policyFileProblem)

  const days = join(config.data, 'days')
  const store = await openSqliteStore(days)
  closing.add('the store', store.close)
  const master = await openMasterKey(join(config.keys, 'master.key'))
  const vault = await openFileVault({ days, keys: join(config.keys, 'days') }, master)
  const reviewDays = () => policyBook.current().policy.hold.reviewDays
  const holds = await openHolds({ ...config, ledger, store, vault, reviewDays, now, random }, master)
  const disclosures = createDisclosures({ ledger, store, vault, holds, key: auditKey, origin, now, random })

  const registry = await openRegistry(ledger)
  const secrets = openSecrets(join(config.keys, 'uses'))
  const search = openSearch({ ledger, store, registry, policyBook, secrets, now, random })
  closing.add('the counts of what searches showed', search.writeCounts)
  if (firstCheckpoint) await search.draw(firstCheckpoint)
  const book = await openBook(ledger)

  return {
    ledger,
    auditKey,
    origin,
    audit,
    useLog,
    since,
    policyBook,
    store,
    vault,
    holds,
    disclosures,
    registry,
    secrets,
    search,
    book,
  }
}
