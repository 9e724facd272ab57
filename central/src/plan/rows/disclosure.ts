import { isIP } from 'node:net'
import { isExit, isFree, isOutward } from '../exits.ts'
import { peopleOf } from '../person-facts.ts'
import { count, faultOf, found, type PromiseRow } from '../promise.ts'

export const DISCLOSURE_ROWS: readonly PromiseRow[] = [
  {
    number: 29,
    promise: 'no sharing by an application: no federation, no partner account, no push',
    look({ routes, config, ledger }) {
      const outward = routes.filter(isOutward).map(({ path }) => path)
      const exits = routes.filter(isExit)
      const free = routes.filter(isFree).map(({ path }) => path)
      const units = ledger.count(
        'SELECT count(*) FROM device WHERE revoked_at IS NULL AND certificate IS NOT NULL',
      )
      return found(
        [faultOf('routes that share', outward), faultOf('open to whoever is signed in', free)],
        exits.length > 0,
        [
          `${count(exits.length, 'route')} give plates or images, each to a signed-in person whose office has that act`,
          `${count(units, 'unit')} may connect, each to its own topics only`,
          config.sso === null
            ? 'the configuration names no server of anybody else'
            : `the configuration names one other server, for signing in: ${new URL(config.sso.issuer).host}`,
        ],
      )
    },
  },
  {
    number: 30,
    promise: 'outside requests by Special Order or the Chief’s authorisation: no export without a record',
    look({ ledger }) {
      const exported = ledger.count('SELECT count(*) FROM disclosure_export')
      const bare = ledger.all<{ n: number }>(
        `SELECT e.n FROM disclosure_export e LEFT JOIN disclosure d ON d.id = e.disclosure
           LEFT JOIN outside_request r ON r.id = d.request
         WHERE d.id IS NULL OR d.state <> 'approved' OR d.decided_by = d.proposed_by OR d.decided_at > e.at
           OR r.id IS NULL OR trim(d.reference) = '' OR length(e.manifest_sha256) <> 64`,
      )
      const logged = ledger.count(
        "SELECT count(*) FROM use_log WHERE action = 'disclosure-export' AND outcome = 'success'",
      )
      return found(
        [
          faultOf(
            'exports without an approved disclosure',
            bare.map(({ n }) => String(n)),
          ),
          ledger.removalFault('disclosure_export', 'export'),
          logged < exported ? `${exported} exports on record, ${logged} in the use log` : null,
          faultOf('the tables', ledger.guardFaults('outside_request', 'disclosure', 'disclosure_export')),
        ],
        ledger.count('SELECT count(*) FROM outside_request') > 0,
        [
          `${count(ledger.count('SELECT count(*) FROM outside_request'), 'request')}, ${ledger.count('SELECT count(*) FROM outside_request WHERE refused_by IS NOT NULL')} refused; ${count(exported, 'export')}, each with two persons and a manifest`,
        ],
      )
    },
  },
  {
    number: 31,
    promise: 'the RTCC shares with nobody: every user belongs to the department',
    look(installation) {
      const people = peopleOf(installation)
      const strangers = people.filter(({ badge }) => badge === null || badge.trim() === '')
      return found(
        [
          faultOf(
            'without a serial number of the department',
            strangers.map(({ name }) => name),
          ),
        ],
        people.length > 0,
        [
          `${count(people.length, 'active account')}, each with a serial number; an account has no field for another employer`,
          'that a serial number is real, the yearly access review shows',
        ],
      )
    },
  },
  {
    number: 32,
    promise: 'the records are the department’s: self-hosted, full export, no telemetry',
    look({ config, ledger, at }) {
      const backups = ledger.all<{ at: number }>(
        "SELECT at FROM use_log WHERE action = 'backup' AND outcome = 'success' ORDER BY n DESC LIMIT 1",
      )
      const named = config.sso ? [new URL(config.sso.issuer).hostname] : []
      const remote = [config.data, config.keys].filter((path) => /^[a-z]+:\/\//i.test(path))
      const days = backups[0] ? Math.floor((at - backups[0].at) / 86_400_000) : null
      return found(
        [
          faultOf('records outside this machine', remote),
          faultOf(
            'signs in at an address, not a name',
            named.filter((name) => isIP(name) !== 0 && !name.startsWith('127.') && name !== '::1'),
          ),
        ],
        days !== null,
        [
          `all records lie in ${config.data}, the keys in ${config.keys}`,
          days === null
            ? 'no full export ("backup") was made yet'
            : `the last full export was made ${count(days, 'day')} ago`,
          'central opens no connection of its own, but to the single sign-on where one is set up',
        ],
      )
    },
  },
]
