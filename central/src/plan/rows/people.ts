import type { Installation } from '../installation.ts'
import { clearanceProblems, type PersonFacts, peopleOf } from '../person-facts.ts'
import { count, faultOf, found, type PromiseRow } from '../promise.ts'

const names = (people: readonly PersonFacts[]) => people.map(({ name }) => name)

export const PEOPLE_ROWS: readonly PromiseRow[] = [
  {
    number: 19,
    promise: 'trained users only: no login without valid training',
    look(installation) {
      const people = peopleOf(installation)
      const { ledger } = installation
      const untrained = people.filter((person) => clearanceProblems(person, installation).training)
      const inside = untrained.filter(({ sessions }) => sessions > 0)
      const unlawful = ledger.all<{ who: string }>(
        `SELECT DISTINCT u.who FROM use_log u JOIN person p ON p.name = u.who
         WHERE u.action = 'login' AND u.outcome = 'success'
           AND NOT EXISTS (SELECT 1 FROM training t WHERE t.person = u.who AND t.taken_at <= u.at)`,
      )
      return found(
        [
          faultOf('signed in without valid training', names(inside)),
          faultOf(
            'signed in at a time when no training had been taken',
            unlawful.map(({ who }) => who),
          ),
        ],
        people.length > 0,
        [
          `${count(people.length, 'active person', 'active people')}, ${count(untrained.length, 'of them cannot', 'of them cannot')} sign in for want of training`,
        ],
      )
    },
  },
  {
    number: 20,
    promise: 'receipt of Special Order 5-27, signed, bound to its version',
    look(installation) {
      const { policy, ledger } = installation
      const people = peopleOf(installation)
      const without = people.filter((person) => clearanceProblems(person, installation).receipt)
      const inside = without.filter(
        ({ sessions, newestSessionAt }) => sessions > 0 && newestSessionAt >= orderFrom(installation),
      )
      const { number, version } = policy.policy.specialOrder
      return found(
        [
          faultOf(`signed in without receipt of ${number} version ${version}`, names(inside)),
          ledger.removalFault('receipt', 'receipt'),
          faultOf('the table', ledger.guardFaults('receipt')),
        ],
        people.length > 0,
        [
          `order ${number}, version ${version}: ${people.length - without.length} of ${people.length} have signed; the others must at their next login`,
        ],
      )
    },
  },
  {
    number: 21,
    promise: 'trainer, date and course on record, kept three years',
    look({ ledger }) {
      const bare = ledger.all<{ n: number }>(
        "SELECT n FROM training WHERE trim(trainer) = '' OR trim(course) = '' OR taken_at <= 0 OR trainer = person",
      )
      const records = ledger.count('SELECT count(*) FROM training')
      return found(
        [
          faultOf(
            'records without trainer, date or course',
            bare.map(({ n }) => String(n)),
          ),
          ledger.removalFault('training', 'training'),
          faultOf('the table', ledger.guardFaults('training')),
        ],
        records > 0,
        [`${count(records, 'record')}; the table refuses to change or remove one`],
      )
    },
  },
  {
    number: 22,
    promise: 'unique credentials; use from two places at once raises a notice',
    look({ ledger }) {
      const shared = ledger.all<{ badge: string }>(
        'SELECT badge FROM person WHERE badge IS NOT NULL GROUP BY badge HAVING count(*) > 1',
      )
      const unnoticed = ledger.all<{ person: string }>(
        `SELECT person FROM session GROUP BY person HAVING count(DISTINCT address) > 1
           AND NOT EXISTS (SELECT 1 FROM access_notice a WHERE a.person = session.person)`,
      )
      const keys = ledger.count(
        'SELECT count(*) FROM (SELECT id FROM passkey GROUP BY id HAVING count(DISTINCT person) > 1)',
      )
      return found(
        [
          faultOf(
            'serial numbers on two accounts',
            shared.map(({ badge }) => badge),
          ),
          faultOf(
            'in use at two places, and no notice',
            unnoticed.map(({ person }) => person),
          ),
          keys > 0 ? `${count(keys, 'passkey')} of two people` : null,
          faultOf('the tables', ledger.guardFaults('person', 'passkey', 'access_notice')),
        ],
        ledger.count('SELECT count(*) FROM person') > 0,
        [
          `${count(ledger.count('SELECT count(*) FROM access_notice'), 'notice')}, ${ledger.count('SELECT count(*) FROM access_notice WHERE seen_by IS NULL')} of them not looked into yet`,
        ],
      )
    },
  },
  {
    number: 24,
    promise: 'IT keeps the list of authorised personnel: now, and as of any date',
    look(installation) {
      const { ledger } = installation
      const grants = ledger.count('SELECT count(*) FROM person_grant')
      const odd = ledger.all<{ n: number }>(
        'SELECT n FROM person_grant WHERE (until IS NOT NULL AND until < since) OR granted_by = person',
      )
      return found(
        [
          ledger.removalFault('person_grant', 'grant'),
          faultOf(
            'grants that cannot be right (to oneself, or ended before they began)',
            odd.map(({ n }) => String(n)),
          ),
          faultOf('the tables', ledger.guardFaults('person_grant', 'person_disabled')),
        ],
        grants > 0,
        [
          `${count(peopleOf(installation).length, 'person', 'people')} authorised now, by ${count(grants, 'dated grant')} since the beginning`,
        ],
      )
    },
  },
]

/**
 * Since when people must have signed the order that is in force: a session of before may have been let in under another.
 * A version of the policy that leaves the order as it was changes nothing of that.
 */
function orderFrom({ ledger, policy, at }: Installation): number {
  const { number, version, sha256 } = policy.policy.specialOrder
  const versions = ledger.all<{ takesEffect: number; same: 0 | 1 }>(
    `SELECT max(coalesce(decided_at, 0), not_before) AS takesEffect,
       content ->> '$.specialOrder.number' = ? AND content ->> '$.specialOrder.version' = ?
         AND coalesce(content ->> '$.specialOrder.sha256', '') = ? AS same
     FROM policy_version WHERE state = 'approved' AND takesEffect <= ? ORDER BY n`,
    number,
    version,
    sha256 ?? '',
    at,
  )
  const lastOther = versions.findLastIndex(({ same }) => same === 0)
  return versions[lastOther + 1]?.takesEffect ?? 0
}
