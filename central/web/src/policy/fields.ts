import { Category } from '@archway/shared/hotlist'
import { CATEGORY_NAMES } from '@archway/shared/wording'

interface Named {
  /** Where it stands in the policy: `retention.days`. */
  readonly path: string
  /** What it decides, as a label. */
  readonly label: string
}

/** One value of the policy, as a person calls it. */
export type Field = Named &
  (
    | { readonly kind: 'number'; readonly unit: string }
    /** Shown and typed in per cent, kept as a share of one. */
    | { readonly kind: 'share' }
    | { readonly kind: 'choice'; readonly options: Readonly<Record<string, string>> }
    | { readonly kind: 'flag' }
    | { readonly kind: 'roles' }
    /** `empty`: what it means when nothing stands there, where that is allowed. */
    | { readonly kind: 'text'; readonly isLong?: true; readonly empty?: string }
  )

export interface Group {
  readonly title: string
  readonly fields: readonly Field[]
}

const number = (path: string, unit: string, label: string): Field => ({ path, label, kind: 'number', unit })
const share = (path: string, label: string): Field => ({ path, label, kind: 'share' })
const flag = (path: string, label: string): Field => ({ path, label, kind: 'flag' })
const roles = (path: string, label: string): Field => ({ path, label, kind: 'roles' })
const text = (path: string, label: string): Field => ({ path, label, kind: 'text' })
const choice = (path: string, label: string, options: Readonly<Record<string, string>>): Field => ({
  path,
  label,
  kind: 'choice',
  options,
})

const RULES = { allow: 'raises an alert', review: 'never more than look only', deny: 'never alerts' }

/** Every value that a policy has but its name, in the order in which people read it. A test finds one that is missing. */
export const GROUPS: readonly Group[] = [
  {
    title: 'Deletion',
    fields: [
      number('retention.days', 'days', 'Reads and images are deleted after'),
      number('retention.nonhitDays', 'days', 'Reads without a hit are deleted after'),
      choice('location.vehicleHits', 'Where a vehicle was at a hit', {
        keep: 'is kept with the hit',
        drop: 'is not kept',
      }),
      number('hold.reviewDays', 'days', 'A hold is looked at again within'),
      number('audit.keepDays', 'days', 'What was searched for can be opened by an auditor for'),
    ],
  },
  {
    title: 'What may raise an alert',
    fields: Category.options.map((category) =>
      choice(`alerts.categories.${category}`, CATEGORY_NAMES[category], RULES),
    ),
  },
  {
    title: 'Alerts',
    fields: [
      share('alerts.minimumProbability', 'Least probability at which a person is asked to look'),
      share('alerts.actionableProbability', 'Least probability of an alert that may be acted on'),
      number('alerts.listAgeHours', 'hours', 'Every alert is look only when the list is older than'),
      number('alerts.escalateSeconds', 'seconds', 'An alert that nobody took goes to a supervisor after'),
      number('alerts.dwellMinutes', 'minutes', 'Reads of one plate at one unit are one alert within'),
      number('alerts.dwellMetres', 'metres', 'Reads at two units are one alert when no farther apart than'),
      flag('alerts.allowInCar', 'A copy of an alert may be shown in the car'),
      roles('alerts.openTo', 'May see the entry before typing the plate, with a reason'),
      roles('alerts.settledTo', 'See the entry once somebody has verified or dismissed it'),
      number(
        'ingest.clockAheadMinutes',
        'minutes',
        'Reads are refused when a unit’s clock is ahead by more than',
      ),
    ],
  },
  {
    title: 'Cameras that are often wrong',
    fields: [
      number('alerts.cameras.windowDays', 'days', 'A camera’s alerts are counted over the last'),
      number('alerts.cameras.leastJudged', 'judged alerts', 'A quarantine is not proposed with fewer than'),
      share('alerts.cameras.errorShare', 'A quarantine is proposed when surely more are wrong than'),
    ],
  },
  {
    title: 'Searches',
    fields: [
      number(
        'search.broadWindowHours',
        'hours',
        'Without a plate, a supervisor releases a search over more than',
      ),
      number('search.broadResults', 'results', 'A supervisor releases a search that would show more than'),
      number('search.repeatedTarget.uses', 'searches', 'One plate searched by one person raises a notice at'),
      number('search.repeatedTarget.withinDays', 'days', 'Searches of one plate are counted within'),
      share('search.reviewShare', 'Share of searches that chance draws for review'),
      flag('search.caseMustBeOpen', 'A search for a closed case is refused, even with a release'),
    ],
  },
  {
    title: 'Lists and entries',
    fields: [
      number('hotlist.shrinkPercent', '%', 'A list needs a person’s word when it loses more than'),
      choice('hotlist.backSearch', 'Stored reads are searched for', {
        off: 'no new entry',
        manual: 'entries made by hand',
        all: 'every new entry',
      }),
      number(
        'hotlist.backSearchEntries',
        'new entries',
        'Stored reads are not searched for a list with more than',
      ),
      number('manualEntry.defaultHours', 'hours', 'An entry by hand ends by itself after'),
      number('manualEntry.mostHours', 'hours', 'An entry by hand lasts at most'),
    ],
  },
  {
    title: 'Signing in',
    fields: [
      number('login.idleMinutes', 'minutes', 'A session ends without use after'),
      number('login.sessionHours', 'hours', 'A session ends in any case after'),
      number('login.freshMinutes', 'minutes', 'A privileged act needs a sign-in of the last'),
      number('login.failures', 'failures', 'An account is locked at'),
      number('login.windowMinutes', 'minutes', 'Failed sign-ins are counted within'),
      number('login.unusedDays', 'days', 'An unused account is disabled after'),
      number('login.reviewDays', 'days', 'Everybody’s access is reviewed at least every'),
      {
        path: 'login.banner',
        label: 'Terms of use, accepted before every sign-in',
        kind: 'text',
        isLong: true,
      },
    ],
  },
  {
    title: 'Training and Special Order',
    fields: [
      number('training.validDays', 'days', 'A training counts for'),
      text('specialOrder.number', 'Number of the Special Order'),
      text('specialOrder.version', 'Version of the Special Order; a new one asks everybody for a receipt'),
      {
        path: 'specialOrder.sha256',
        label: 'SHA-256 of the Special Order, to bind receipts to its very bytes',
        kind: 'text',
        empty: 'not bound',
      },
    ],
  },
]

export const FIELDS: readonly Field[] = GROUPS.flatMap(({ fields }) => fields)
