import { SearchOrder } from '@archway/shared/api/search'
import { Purpose } from '@archway/shared/purpose'
import { count, faultOf, found, type PromiseRow } from '../promise.ts'

/** Words in a path under which somebody could be followed. */
const FOLLOWING = /track|subscri|watch-?list|follow|convoy|pattern-of-life|heat-?map/i

const ORDER = {
  purpose: 'felony-investigation',
  case: '26-000001',
  note: 'a note that says why',
  plate: 'ABC123',
  from: 0,
  until: 1,
}
const isAsked = (field: 'purpose' | 'case' | 'note') => {
  const { [field]: _left, ...without } = ORDER
  return SearchOrder.safeParse(ORDER).success && !SearchOrder.safeParse(without).success
}

export const PURPOSE_ROWS: readonly PromiseRow[] = [
  {
    number: 10,
    promise: 'four purposes only, with a case, on every search and every entry made by hand',
    look({ ledger }) {
      const purposes = Purpose.options.map((purpose) => `'${purpose}'`).join(', ')
      const searches = ledger.count('SELECT count(*) FROM search')
      const entries = ledger.count('SELECT count(*) FROM manual_entry')
      const strange = ledger.all<{ what: string }>(
        `SELECT 'search ' || id AS what FROM search WHERE purpose NOT IN (${purposes}) OR case_number = ''
         UNION ALL SELECT 'entry ' || n FROM manual_entry WHERE purpose NOT IN (${purposes}) OR case_number = ''
         UNION ALL SELECT 'case ' || number FROM case_file WHERE purpose NOT IN (${purposes})`,
      )
      const unlogged = ledger.count(
        "SELECT count(*) FROM search s WHERE NOT EXISTS (SELECT 1 FROM use_log u WHERE u.n = s.line AND u.action = 'read-search')",
      )
      const free = (['purpose', 'case', 'note'] as const).filter((field) => !isAsked(field))
      return found(
        [
          faultOf(
            'without one of the four purposes, or without a case',
            strange.map(({ what }) => what),
          ),
          unlogged > 0 ? `${count(unlogged, 'search', 'searches')} without a line of the use log` : null,
          faultOf('a search could be asked for without', free),
          faultOf('the tables', ledger.guardFaults('search', 'case_file', 'manual_entry', 'back_search')),
        ],
        true,
        [
          `${count(searches, 'search', 'searches')} and ${count(entries, 'entry made by hand', 'entries made by hand')} looked at`,
          'an order without purpose, case or note was offered to the check and refused',
        ],
      )
    },
  },
  {
    number: 11,
    promise: 'active investigations: a search names an open case; a closed one needs a supervisor',
    look({ ledger, policy }) {
      const closed = ledger.all<{ id: string }>(
        `SELECT s.id FROM search s JOIN case_file c ON c.number = s.case_number
         WHERE (c.closed_at IS NOT NULL AND c.closed_at <= s.at OR c.opened_at > s.at OR c.purpose <> s.purpose)
           AND NOT EXISTS (SELECT 1 FROM search_release r WHERE r.id = s.release AND r.grounds LIKE '%closed-case%')`,
      )
      const loose = ledger.count(
        'SELECT count(*) FROM search s WHERE NOT EXISTS (SELECT 1 FROM case_file c WHERE c.number = s.case_number)',
      )
      return found(
        [
          faultOf(
            'searches for a case that was not open then',
            closed.map(({ id }) => id),
          ),
          loose > 0 ? `${count(loose, 'search', 'searches')} for a case that is not on record` : null,
        ],
        ledger.count('SELECT count(*) FROM search') > 0,
        [
          `${count(ledger.count('SELECT count(*) FROM case_file WHERE closed_at IS NULL'), 'open case')}, ${ledger.count('SELECT count(*) FROM case_file WHERE closed_at IS NOT NULL')} closed`,
          policy.policy.search.caseMustBeOpen
            ? 'policy: a closed case is refused'
            : 'policy: a supervisor may release a search for a closed case',
        ],
      )
    },
  },
  {
    number: 12,
    promise: 'nobody is tracked: no standing subscription; a sweep needs a supervisor and a reason',
    look({ ledger, routes, policy }) {
      const following = routes.filter(({ path }) => FOLLOWING.test(path)).map(({ path }) => path)
      const alone = ledger.all<{ id: string }>(
        `SELECT id FROM search_release WHERE state IN ('released', 'used') AND (decided_by IS NULL OR decided_by = asked_by)
         UNION ALL SELECT s.id FROM search s JOIN search_release r ON r.id = s.release WHERE r.state <> 'used' OR r.asked_by <> s.who`,
      )
      const releases = ledger.count("SELECT count(*) FROM search_release WHERE state IN ('released', 'used')")
      return found(
        [
          faultOf('routes by which somebody could be followed', following),
          faultOf(
            'sweeps that no second person released',
            alone.map(({ id }) => id),
          ),
          faultOf('the tables', ledger.guardFaults('search_release')),
        ],
        true,
        [
          `${routes.length} routes looked at: none subscribes, none gives a track`,
          `${count(releases, 'sweep')} released, each by another person; policy: without a plate beyond ${policy.policy.search.broadWindowHours} h or ${policy.policy.search.broadResults} results`,
        ],
      )
    },
  },
]
