import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Policy } from '@archway/shared/policy'
import { PUBLIC_ROUTES } from '../../api/route-list.ts'
import { peopleOf } from '../person-facts.ts'
import { count, faultOf, found, type PromiseRow } from '../promise.ts'

export const ACCESS_ROWS: readonly PromiseRow[] = [
  {
    number: 18,
    promise: 'closed records: nothing is read without a session',
    look({ routes }) {
      const open = routes
        .filter((route) => route.open === true)
        .map(({ method, path }) => `${method} ${path}`)
      return found(
        [
          faultOf(
            'answer without a session',
            open.filter((route) => !PUBLIC_ROUTES.has(route)),
          ),
        ],
        routes.length > 0,
        [
          `${count(routes.length, 'route')}; without a session ${open.length} answer: signing in, enrolling a unit, the public page`,
          'exports are stamped "closed record, RSMo 610.100(3)" (its test renders one)',
        ],
      )
    },
  },
  {
    number: 40,
    promise: 'encryption and access control by the numbers of the CJIS Security Policy',
    look(installation) {
      const { config, ledger, policy, at } = installation
      const loose = [config.keys, config.data, ...keysIn(config.keys)].filter(isOpenToOthers)
      const bare = peopleOf(installation).filter(({ sessions, hasFactor }) => sessions > 0 && !hasFactor)
      const login = policy.policy.login
      const unused = ledger.all<{ name: string }>(
        `SELECT p.name FROM person p WHERE max(p.added_at, coalesce(p.last_login_at, 0),
             coalesce((SELECT max(d.until) FROM person_disabled d WHERE d.person = p.name), 0)) < ?
           AND NOT EXISTS (SELECT 1 FROM person_disabled d WHERE d.person = p.name AND d.until IS NULL)`,
        at - (login.unusedDays + 1) * 86_400_000,
      )
      const reviewed = ledger.count(
        'SELECT coalesce((SELECT max(closed_at) FROM access_review), (SELECT min(since) FROM person_grant), ?)',
        at,
      )
      const beyond = { ...policy.policy, login: { ...login, idleMinutes: 31 } }
      return found(
        [
          faultOf('may be read by others than the service', loose),
          faultOf(
            'signed in without a second factor',
            bare.map(({ name }) => name),
          ),
          faultOf(
            `accounts unused for more than ${login.unusedDays} days and not disabled`,
            unused.map(({ name }) => name),
          ),
          reviewed < at - login.reviewDays * 86_400_000
            ? 'the review of everybody’s access is overdue'
            : null,
          Policy.safeParse(beyond).success ? 'the ceilings of logins are not where they should be' : null,
          faultOf(
            'the tables',
            ledger.guardFaults(
              'session',
              'totp',
              'login_lock',
              'login_failure',
              'access_review',
              'access_review_item',
            ),
          ),
        ],
        existsSync(join(config.keys, 'ca.key.pem')),
        [
          `keys and data are for the service alone; images are AES-256-GCM under ${count(installation.keys.alive.length, 'day key')}`,
          `idle ${login.idleMinutes} min, ${login.sessionHours} h, ${login.failures} failures in ${login.windowMinutes} min, unused ${login.unusedDays} days`,
          config.http.tls === 'none'
            ? 'the page is served without TLS on this machine only: a proxy must have it'
            : 'the page is served over TLS 1.2 or newer; units need a certificate each',
          'whether the disk under the data folder is encrypted cannot be seen from here (docs/operations.md)',
        ],
      )
    },
  },
]

const isOpenToOthers = (path: string): boolean => existsSync(path) && (statSync(path).mode & 0o077) !== 0

/** Also those of days, cases and months. */
const keysIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) return keysIn(path)
        return /\.key(\.pem)?$/.test(entry.name) ? [path] : []
      })
    : []
