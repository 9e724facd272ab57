import { Category } from '@archway/shared/hotlist'
import { Policy, ruleFor } from '@archway/shared/policy'
import type { Installation } from '../installation.ts'
import { count, faultOf, found, named, type PromiseRow } from '../promise.ts'

/** What the plan lets alert by itself. Missing or endangered persons are for the commander to turn on. */
const PLAN_ALLOWS: readonly Category[] = ['stolen-vehicle', 'stolen-plate', 'stolen-part', 'felony-vehicle']

const alertsOf = ({ days }: Installation) => days.reduce((sum, { alerts }) => sum + alerts, 0)
const hitsOf = ({ days }: Installation) => days.reduce((sum, { hits }) => sum + hits, 0)

export const ALERT_ROWS: readonly PromiseRow[] = [
  {
    number: 7,
    promise: 'compared with the list of stolen and wanted-for-felony; source and category stand on every hit',
    look(installation) {
      const { days, ledger } = installation
      const bare = days.filter(({ hitsWithoutSource: n }) => n > 0)
      const lists = ledger.all<{ list: string }>('SELECT DISTINCT list FROM hotlist_version ORDER BY list')
      const strange = ledger
        .all<{ category: string }>('SELECT DISTINCT category FROM hotlist_entry WHERE until IS NULL')
        .filter(({ category }) => !Category.safeParse(category).success)
      return found(
        [
          faultOf(
            'hits without source or category',
            bare.map(({ day }) => day),
          ),
          faultOf(
            'entries of a category that nobody knows',
            strange.map(({ category }) => category),
          ),
          faultOf(
            'the tables',
            ledger.guardFaults(
              'hotlist_version',
              'hotlist_entry',
              'hotlist_turn',
              'recall',
              'recall_receipt',
            ),
          ),
        ],
        lists.length > 0,
        [
          lists.length > 0 ? `lists: ${named(lists.map(({ list }) => list))}` : 'no list was imported yet',
          `${count(hitsOf(installation), 'hit')} stored, each with list, category and the time of its source`,
        ],
      )
    },
  },
  {
    number: 8,
    promise: 'the RTCC is alerted only for stolen or felony-wanted; a denied category can never alert',
    look(installation) {
      const { policy, ledger, days } = installation
      const beyond = Category.options.filter(
        (category) =>
          ruleFor(policy.policy, category) === 'allow' &&
          !PLAN_ALLOWS.includes(category) &&
          category !== 'missing-person',
      )
      const denied = days.flatMap(({ day, alertsBy }) =>
        alertsBy
          .filter((of) => rulesOf(installation).get(of.policy)?.(of.category) === 'deny')
          .map(({ category, n }) => `${day}: ${n} of ${category}`),
      )
      const unknown = days.flatMap(({ alertsBy }) =>
        alertsBy.filter((of) => !rulesOf(installation).has(of.policy)).map((of) => of.policy),
      )
      const missing = ruleFor(policy.policy, 'missing-person')
      return found(
        [
          faultOf('the policy lets these alert by themselves', beyond),
          faultOf('alerts of a denied category', denied),
          faultOf('alerts under a policy that is not on record', [...new Set(unknown)]),
          ledger.removalFault('policy_version', 'version'),
          faultOf('the record of the policy', ledger.guardFaults('policy_version')),
        ],
        true,
        [
          `policy ${policy.version} allows ${named(Category.options.filter((of) => ruleFor(policy.policy, of) === 'allow'))}`,
          missing === 'deny'
            ? null
            : `missing or endangered persons were turned on (${missing}) by the policy`,
          `${count(alertsOf(installation), 'alert')} held against the policy that each was raised under`,
        ],
      )
    },
  },
  {
    number: 9,
    promise: 'routed to the RTCC: acknowledged, delay measured, queued while offline',
    look(installation) {
      const { days, at, policy, ledger } = installation
      const today = new Date(at).toISOString().slice(0, 10)
      const left = days.filter(({ day, open }) => day < today && open > 0)
      const slowest = Math.max(0, ...days.flatMap(({ slowestAlertMs }) => slowestAlertMs ?? []))
      return found(
        [
          faultOf(
            'alerts of past days that nobody has acknowledged',
            left.map(({ day, open }) => `${day} (${open})`),
          ),
          faultOf(
            'the tables',
            ledger.guardFaults('alert_escalation', 'alert_outcome', 'camera_outcome', 'camera_quarantine'),
          ),
        ],
        alertsOf(installation) > 0,
        [
          `${count(alertsOf(installation), 'alert')}; the longest took ${(slowest / 1000).toFixed(1)} s from the first frame, waiting while offline included`,
          `nobody acknowledges within ${policy.policy.alerts.escalateSeconds} s: a supervisor is told`,
        ],
      )
    },
  },
]

/** By the policy's own name: what it says of a category. */
function rulesOf({ ledger }: Installation): Map<string, (category: string) => string> {
  const versions = ledger.all<{ label: string; content: string }>(
    "SELECT label, content FROM policy_version WHERE state = 'approved'",
  )
  return new Map(
    versions.map(({ label, content }) => {
      const policy = Policy.parse(JSON.parse(content))
      return [
        label,
        (category) => {
          const known = Category.safeParse(category)
          return known.success ? ruleFor(policy, known.data) : 'deny'
        },
      ]
    }),
  )
}
