import { join } from 'node:path'
import { openRetention, type Retention } from '../retention/open-retention.ts'
import { plain } from './fault-book.ts'
import type { Stores } from './open-stores.ts'
import type { Street } from './open-street.ts'
import type { Start } from './start.ts'

const HOUR_MS = 3_600_000

/** Purges what is due, from now on and every hour. */
export function keepRetention(
  { config, closing, faults, log, now }: Start,
  { vault, store, ledger, audit, auditKey, origin, holds, policyBook }: Stores,
  { reports }: Street,
): Retention {
  const retention = openRetention({
    vault,
    store,
    ledger,
    audit,
    key: auditKey,
    origin,
    async held(day) {
      // What is about to be deleted is counted a last time; the counts stay.
      await reports.countDay(day)
      return holds.keep(day)
    },
    rule() {
      const { version, policy } = policyBook.current()
      return { version, ...policy.retention }
    },
    folders: [
      join(config.keys, 'certificates'),
      ...(config.audit.checkpoints ? [config.audit.checkpoints] : []),
    ],
    everyMs: HOUR_MS,
    now,
    onReport({ purged, failed, doubted }) {
      for (const { day, extent, counts } of purged) log.info({ day, extent, counts }, 'purged and certified')
      for (const { day, error } of failed) log.error({ day, err: plain(error) }, 'a day was not purged')
      if (doubted !== null) log.error({ clock: doubted }, 'the clock jumped ahead; nothing is purged by it')
    },
    onFault: faults.onFault('the sweep failed'),
  })
  closing.add('the sweep', retention.stop)
  return retention
}
