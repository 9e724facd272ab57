import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Policy } from '@archway/shared/policy'
import { readAuditKey } from '../../audit/audit-key.ts'
import { readSchedule } from '../../hold/schedule.ts'
import { openCertificate } from '../../retention/certificate.ts'
import { isBeyondRetention } from '../../retention/retention.ts'
import type { Installation } from '../installation.ts'
import { count, faultOf, found, type PromiseRow } from '../promise.ts'

/** A sweep comes every hour; a day that became due within it is not late yet. */
const SWEEP_MS = 2 * 3_600_000
/** The latest time that was ever seen: what is purged is purged by this one. */
const clockOf = ({ ledger, at }: Installation) =>
  Math.max(at, ledger.count('SELECT latest FROM retention_clock'))

const certificatesOf = ({ ledger }: Installation) =>
  ledger.all<{ day: string; extent: string; signed: string }>(
    'SELECT day, extent, signed FROM purge_certificate ORDER BY n',
  )

export const RETENTION_ROWS: readonly PromiseRow[] = [
  {
    number: 13,
    promise: 'location only at the time of a hit; reads without one hold device and time',
    look({ days, routes, policy, unreadable }) {
      const faults = days.flatMap(({ day, schemaFaults }) => schemaFaults.map((fault) => `${day}: ${fault}`))
      const strange = days.flatMap(({ day, strange: fields }) => fields.map((field) => `${day}: ${field}`))
      return found(
        [
          faultOf('the tables of days are not as they should be', faults),
          faultOf('reads with further fields', strange),
          faultOf('days that cannot be read', unreadable),
          faultOf(
            'routes that give a track',
            routes.filter(({ path }) => /track|locations?\b|positions?\b/.test(path)).map(({ path }) => path),
          ),
        ],
        true,
        [
          `${count(days.length, 'day')}: the tables of reads have no column for a place, and a read has no field for one`,
          `reads without a hit are kept ${policy.policy.retention.nonhitDays} days (0 to 90)`,
        ],
      )
    },
  },
  {
    number: 14,
    promise: 'automatic deletion at 90 days; only a hold excepts',
    look(installation) {
      const { policy, folder, keys, ledger } = installation
      const { days, nonhitDays } = policy.policy.retention
      const due = clockOf(installation) - SWEEP_MS
      const late = (names: readonly string[]) =>
        names.filter((name) => isBeyondRetention(name.slice(0, 10), due, days))
      // A day that holds only hits has nothing to lose, whether a sweep has looked at it yet or not.
      const notThinned = installation.days
        .filter(
          ({ day, nonhits }) => nonhits > 0 && nonhitDays < days && isBeyondRetention(day, due, nonhitDays),
        )
        .map(({ day }) => day)
      const takes = (n: number) =>
        Policy.safeParse({ ...policy.policy, retention: { days: n, nonhitDays: 0 } }).success
      const doubted = ledger.count('SELECT count(*) FROM retention_clock WHERE doubted IS NOT NULL')
      return found(
        [
          faultOf(`days beyond ${days} that are still there`, late(folder.rows)),
          faultOf('images of days that should be gone', late(folder.imageFolders)),
          faultOf('keys of days that should be gone', late(keys.alive)),
          faultOf(`days with reads without a hit beyond ${nonhitDays}`, notThinned),
          days > 90 ? `the policy in force keeps ${days} days` : null,
          takes(91) || !takes(30) ? 'the ceiling of 90 days is not where it should be' : null,
          doubted > 0 ? 'the clock is doubted: nothing is purged until a person confirms it' : null,
          faultOf('the record of the clock', ledger.guardFaults('retention_clock')),
        ],
        true,
        [
          `policy ${policy.version}: ${days} days, without a hit ${nonhitDays}; 91 was offered as a policy and refused, 30 was not`,
          `${count(folder.rows.length, 'day')} there, the oldest ${folder.rows.at(-1) ?? 'none'}; ${count(keys.alive.length, 'key')}`,
        ],
      )
    },
  },
  {
    number: 15,
    promise: 'purged cannot be retrieved',
    look(installation) {
      const { config, folder, keys, ledger } = installation
      const { publicKey } = readAuditKey(config.keys)
      const certificates = certificatesOf(installation)
      const forged = certificates.filter(
        ({ signed }) => typeof openCertificate(signed, publicKey) === 'string',
      )
      const whole = certificates.filter(({ extent }) => extent === 'day').map(({ day }) => day)
      const gone = new Set([...whole, ...folder.purged])
      const back = [
        ...folder.rows
          .filter((day) => gone.has(day) && !folder.purged.includes(day))
          .map((day) => `rows of ${day}`),
        ...folder.imageFolders
          .filter((name) => gone.has(name.slice(0, 10)))
          .map((name) => `images of ${name}`),
        ...[...keys.alive].filter((name) => gone.has(name.slice(0, 10))).map((name) => `key ${name}`),
        ...keys.destroyed
          .filter((name) => keys.alive.includes(name))
          .map((name) => `key ${name}, destroyed once`),
      ]
      const unfinished = ledger.count('SELECT count(*) FROM purge')
      return found(
        [
          faultOf('back after the purge', [...new Set(back)]),
          faultOf(
            'certificates that are not by this key',
            forged.map(({ day }) => day),
          ),
          faultOf('the record of purges', ledger.guardFaults('purge_certificate', 'purge')),
        ],
        certificates.length > 0,
        [
          `${count(certificates.length, 'certificate')}: of none is a row, an image or a key here`,
          unfinished > 0 ? `${count(unfinished, 'purge')} under way` : null,
          'a copy of the keys that somebody keeps elsewhere cannot be seen from here; backups hold none (docs/retention.md)',
        ],
      )
    },
  },
  {
    number: 16,
    promise: 'evidence is held by case, schedule code, two persons and review date; neighbours still purge',
    look({ ledger, config, at }) {
      const schedule = readSchedule(config.schedule)
      const codes = new Set(schedule.entries.map(({ code }) => code))
      const holds = ledger.all<{
        id: string
        schedule: string
        review_at: number
        proposed_by: string
        decided_by: string | null
      }>(
        "SELECT id, schedule, review_at, proposed_by, decided_by FROM hold WHERE state IN ('securing', 'active')",
      )
      return found(
        [
          faultOf(
            'holds of one person alone',
            holds
              .filter((hold) => hold.decided_by === null || hold.decided_by === hold.proposed_by)
              .map(({ id }) => id),
          ),
          faultOf(
            'holds under a code that the schedule has not',
            holds.filter((hold) => !codes.has(hold.schedule)).map(({ id }) => id),
          ),
          faultOf(
            'holds overdue for review',
            holds.filter((hold) => hold.review_at < at).map(({ id }) => id),
          ),
          faultOf('the tables', ledger.guardFaults('hold', 'hold_read', 'hold_review')),
        ],
        holds.length > 0,
        [
          `${count(holds.length, 'hold')} in force; ${count(codes.size, 'schedule code')}`,
          schedule.checked === null
            ? 'nobody has held the table of codes against the schedule in force yet (schedule.yaml: checked)'
            : `the table of codes was checked: ${schedule.checked}`,
        ],
      )
    },
  },
  {
    number: 17,
    promise: 'what is held is not changed, destroyed or purged; attempts are refused and logged',
    look({ ledger, config }) {
      const items = ledger.all<{ hold: string; kind: string; id: string }>(
        `SELECT i.hold, i.kind, i.id FROM held_item i JOIN hold h ON h.id = i.hold WHERE h.state IN ('securing', 'active')`,
      )
      const files = new Map<string, ReadonlySet<string>>()
      const isThere = ({ hold, kind, id }: (typeof items)[number]) => {
        const folder = join(config.data, 'held', hold)
        const names = files.get(hold) ?? new Set(existsSync(folder) ? readdirSync(folder) : [])
        files.set(hold, names)
        return names.has(`${kind}-${id}`)
      }
      const keyless = [...new Set(items.map(({ hold }) => hold))].filter(
        (hold) => !existsSync(join(config.keys, 'cases', `${hold}.key`)),
      )
      const refused = ledger.count(
        "SELECT count(*) FROM use_log WHERE action = 'hold-delete' AND outcome = 'failure'",
      )
      return found(
        [
          faultOf(
            'held items whose file is gone',
            items.filter((item) => !isThere(item)).map(({ id }) => id),
          ),
          faultOf('holds whose key is gone', keyless),
          faultOf('the tables', ledger.guardFaults('held_item')),
        ],
        items.length > 0,
        [
          `${count(items.length, 'held item')}, each with its file; POST /api/holds/{id}/verify opens them and compares their hashes`,
          `${count(refused, 'attempt')} to delete, refused and logged`,
        ],
      )
    },
  },
]
