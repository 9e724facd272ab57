import { ACTS, type Act, mayDo } from '@archway/shared/act'
import { findingText } from '../../audit/finding.ts'
import { SHOWING } from '../exits.ts'
import { peopleOf } from '../person-facts.ts'
import { count, faultOf, found, named, type PromiseRow } from '../promise.ts'

/** What the auditor may do beside looking. */
const AUDITOR_DOES: readonly Act[] = [
  'search-review',
  'use-flag',
  'use-inquire',
  'complaint-record',
  'audit-export',
]
const LOOKING = /-(view|list|open)$|^access-notice$|^plan-check$|^report-/

const REVIEW_DAYS = 30

export const OVERSIGHT_ROWS: readonly PromiseRow[] = [
  {
    number: 23,
    promise: 'all use is logged and retained',
    async look({ replayLog, ledger, routes, config }) {
      const { findings, agreeing } = await replayLog()
      const lines = ledger.count('SELECT count(*) FROM use_log')
      const oldest = ledger.all<{ at: number }>('SELECT at FROM use_log ORDER BY n LIMIT 1')[0]
      const unnamed = routes
        .filter(({ act, path }) => act === undefined || path === '')
        .map(({ path }) => path)
      return found(
        [
          faultOf('the log does not verify', findings.map(findingText)),
          ledger.removalFault('checkpoint', 'checkpoint'),
          faultOf('the log', ledger.guardFaults('use_log', 'use_leaf', 'checkpoint', 'use_secret')),
          faultOf('routes that no act names', unnamed),
        ],
        lines > 0,
        [
          `${count(lines, 'line')}, replayed now against ${count(agreeing, 'checkpoint')}${oldest ? `, since ${new Date(oldest.at).toISOString()}` : ''}`,
          config.audit.checkpoints === null
            ? 'audit.checkpoints is not set: whoever holds the machine and its keys could rewrite the log'
            : `checkpoints go to ${config.audit.checkpoints}`,
        ],
      )
    },
  },
  {
    number: 25,
    promise: 'IT controls access and cannot read plates',
    look(installation) {
      const sees = SHOWING.filter((act) => mayDo(['it-administrator'], act))
      const both = peopleOf(installation).filter(
        ({ roles }) =>
          roles.includes('it-administrator') &&
          roles.some((role) =>
            ['operator', 'supervisor', 'rtcc-commander', 'officer', 'auditor'].includes(role),
          ),
      )
      const grants = (['person-add', 'person-grant', 'person-disable'] as const).filter(
        (act) => !mayDo(['it-administrator'], act),
      )
      const it = peopleOf(installation).filter(({ roles }) => roles.includes('it-administrator'))
      return found(
        [
          faultOf('IT may', sees),
          faultOf('IT may not', grants),
          faultOf(
            'grant access and read plates',
            both.map(({ name }) => name),
          ),
        ],
        it.length > 0,
        [`${count(it.length, 'IT administrator')}; ${SHOWING.length} acts show plates, none is IT's`],
      )
    },
  },
  {
    number: 26,
    promise: 'the RTCC commander manages, the commander of Crime Control Strategies oversees',
    look(installation) {
      const people = peopleOf(installation)
      const of = (role: string) => people.filter(({ roles }) => roles.includes(role)).map(({ name }) => name)
      const both = of('rtcc-commander').filter((name) => of('program-commander').includes(name))
      const shown = of('rtcc-commander').length > 0 && of('program-commander').length > 0
      return found([faultOf('hold both offices', both)], shown, [
        `RTCC commander: ${named(of('rtcc-commander')) || 'nobody yet'}; program commander: ${named(of('program-commander')) || 'nobody yet'}`,
      ])
    },
  },
  {
    number: 27,
    promise:
      'the Bureau of Professional Standards monitors: reads all use, changes nothing, reviews a random sample',
    look(installation) {
      const { ledger, policy, at } = installation
      const changes = ACTS.filter(
        (act) => mayDo(['auditor'], act) && !LOOKING.test(act) && !AUDITOR_DOES.includes(act),
      )
      const auditors = peopleOf(installation).filter(({ roles }) => roles.includes('auditor'))
      const mixed = auditors.filter(({ roles }) => roles.length > 1)
      const drawn = ledger.count('SELECT count(*) FROM search_review')
      const own = ledger.count(
        'SELECT count(*) FROM search_review r JOIN search s ON s.id = r.search WHERE r.reviewed_by = s.who',
      )
      const low = ledger.count('SELECT count(*) FROM search_review WHERE share < 0.01')
      const late = ledger.count(
        'SELECT count(*) FROM search_review WHERE reviewed_at IS NULL AND drawn_at < ?',
        at - REVIEW_DAYS * 86_400_000,
      )
      return found(
        [
          faultOf('an auditor could change things by', changes),
          faultOf(
            'auditors with another office',
            mixed.map(({ name }) => name),
          ),
          own > 0 ? `${count(own, 'search', 'searches')} reviewed by the very person who searched` : null,
          low > 0 ? `${count(low, 'review')} drawn by less than one in a hundred` : null,
          late > 0
            ? `${count(late, 'drawn search', 'drawn searches')} not reviewed for more than ${REVIEW_DAYS} days`
            : null,
          faultOf('the tables', ledger.guardFaults('search_review', 'repeat_notice')),
        ],
        auditors.length > 0,
        [
          `${count(auditors.length, 'auditor')}; ${drawn} searches drawn for review, a share of ${policy.policy.search.reviewShare}, by the root of the log`,
        ],
      )
    },
  },
  {
    number: 28,
    promise: 'violations lead to discipline: flagged use with an outcome',
    look({ ledger, at }) {
      const flags = ledger.count('SELECT count(*) FROM use_flag')
      const bare = ledger.all<{ n: number }>(
        "SELECT n FROM use_flag WHERE state = 'decided' AND (outcome IS NULL OR decided_by IS NULL OR decided_by = raised_by)",
      )
      const waiting = ledger.count(
        "SELECT count(*) FROM use_flag WHERE state = 'flagged' AND raised_at < ?",
        at - REVIEW_DAYS * 86_400_000,
      )
      return found(
        [
          faultOf(
            'decided without outcome or by whoever flagged it',
            bare.map(({ n }) => String(n)),
          ),
          ledger.removalFault('use_flag', 'flag'),
          waiting > 0 ? `${count(waiting, 'flag')} that nobody took up for ${REVIEW_DAYS} days` : null,
          faultOf('the tables', ledger.guardFaults('use_flag', 'use_flag_answer')),
        ],
        flags > 0,
        [
          `${count(flags, 'flag')}, ${ledger.count("SELECT count(*) FROM use_flag WHERE state = 'decided'")} decided`,
          'what discipline followed is in the department’s own files; the decision holds its reference',
        ],
      )
    },
  },
]
