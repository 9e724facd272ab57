import { count, faultOf, found, type PromiseRow } from '../promise.ts'

/** A unit that is new here has this long until its papers must be there. */
const GRACE_DAYS = 30
const IDLE_DAYS = 14
const DAY_MS = 86_400_000

interface UnitRow {
  readonly id: string
  readonly addedAt: number
}

/** Splits what lacks something into what is late and what is new. */
const lateOf = (units: readonly UnitRow[], at: number) =>
  units.filter(({ addedAt }) => addedAt < at - GRACE_DAYS * DAY_MS).map(({ id }) => id)

const UNITS = 'SELECT id, added_at AS addedAt FROM device d WHERE revoked_at IS NULL'

export const DEPLOYMENT_ROWS: readonly PromiseRow[] = [
  {
    number: 33,
    promise: 'even, infrastructure-bound deployment: a siting record for every fixed unit',
    look({ ledger, at }) {
      const fixed = ledger.count("SELECT count(*) FROM device WHERE kind = 'fixed' AND revoked_at IS NULL")
      const bare = ledger.all<UnitRow>(
        `${UNITS} AND kind = 'fixed' AND NOT EXISTS (SELECT 1 FROM siting s WHERE s.device = d.id)`,
      )
      return found(
        [
          faultOf(`fixed units without a siting record for more than ${GRACE_DAYS} days`, lateOf(bare, at)),
          faultOf('the tables', ledger.guardFaults('siting', 'siting_comment')),
        ],
        fixed > 0 && bare.length === 0,
        [
          `${fixed - bare.length} of ${count(fixed, 'fixed unit')} have a siting record (reason, fibre, power, traffic)`,
          `${count(ledger.count('SELECT count(*) FROM siting_comment'), 'resident’s comment', 'residents’ comments')}; ${count(ledger.count('SELECT count(*) FROM district'), 'district')}`,
        ],
      )
    },
  },
  {
    number: 34,
    promise: 'cars are spread over patrol areas, two are specialised',
    look({ ledger, at }) {
      const cars = ledger.count("SELECT count(*) FROM device WHERE kind = 'vehicle' AND revoked_at IS NULL")
      const bare = ledger.all<UnitRow>(
        `${UNITS} AND kind = 'vehicle' AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.device = d.id AND p.until IS NULL)`,
      )
      const areas = ledger.all<{ district: string; n: number }>(
        `SELECT x.id AS district, (SELECT count(*) FROM posting p JOIN device d ON d.id = p.device
           WHERE p.district = x.id AND p.until IS NULL AND d.kind = 'vehicle' AND d.revoked_at IS NULL) AS n FROM district x`,
      )
      const most = Math.max(0, ...areas.map(({ n }) => n))
      const least = Math.min(...areas.map(({ n }) => n), most)
      const special = ledger.count(
        'SELECT count(*) FROM posting p JOIN device d ON d.id = p.device WHERE p.until IS NULL AND p.task IS NOT NULL AND d.revoked_at IS NULL',
      )
      return found(
        [
          faultOf(`cars without an area for more than ${GRACE_DAYS} days`, lateOf(bare, at)),
          special > 2 ? `${special} cars are specialised, the plan says two` : null,
          faultOf('the table', ledger.guardFaults('posting')),
        ],
        cars > 0 && bare.length === 0,
        [
          `${cars - bare.length} of ${count(cars, 'car')} posted, ${special} of them specialised`,
          areas.length > 0
            ? `cars in an area: ${least} to ${most}${most - least > 1 ? ' (uneven)' : ''}`
            : null,
        ],
      )
    },
  },
  {
    number: 35,
    promise: 'cars are deployed regularly: idle ones are reported',
    look({ ledger, at }) {
      const cars = ledger.all<UnitRow & { seen: number | null }>(
        `SELECT id, added_at AS addedAt, last_seen_at AS seen FROM device WHERE kind = 'vehicle' AND revoked_at IS NULL`,
      )
      const idle = cars.filter(({ seen, addedAt }) => (seen ?? addedAt) < at - IDLE_DAYS * DAY_MS)
      return found(
        [
          faultOf(
            `cars not heard for ${IDLE_DAYS} days`,
            idle.map(({ id }) => id),
          ),
        ],
        cars.length > 0,
        [`${cars.length - idle.length} of ${count(cars.length, 'car')} heard within ${IDLE_DAYS} days`],
      )
    },
  },
  {
    number: 36,
    promise: 'bias policy: hits and stops by district',
    look({ ledger, at }) {
      const districts = ledger.count('SELECT count(*) FROM district')
      const unplaced = ledger.all<{ device: string; hits: number }>(
        `SELECT device, sum(hits) AS hits FROM unit_day_hit h WHERE day >= ?
           AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.device = h.device) GROUP BY device`,
        new Date(at - 90 * DAY_MS).toISOString().slice(0, 10),
      )
      const late = lateOf(
        ledger.all<UnitRow>(UNITS).filter(({ id }) => unplaced.some(({ device }) => device === id)),
        at,
      )
      const stops = ledger.count('SELECT count(*) FROM district_stops')
      return found(
        [
          faultOf(`units with hits that belong to no district for more than ${GRACE_DAYS} days`, late),
          faultOf(
            'the tables',
            ledger.guardFaults(
              'district',
              'district_stops',
              'unit_day',
              'unit_day_hit',
              'unit_day_up',
              'day_total',
            ),
          ),
        ],
        districts > 0 && unplaced.length === 0,
        [
          `${count(districts, 'district')}; hits counted by unit and day outlive the days`,
          stops > 0
            ? `${count(stops, 'month')} of stops on record`
            : 'no stops on record: the department counts them elsewhere and must enter them',
        ],
      )
    },
  },
  {
    number: 37,
    promise: 'about $4,000 a fixed unit, $16,000 a car, $1,400 a repair: the asset ledger',
    look({ ledger, at }) {
      const units = ledger.all<UnitRow>(UNITS)
      const bare = ledger.all<UnitRow>(
        `${UNITS} AND NOT EXISTS (SELECT 1 FROM asset_line a WHERE a.device = d.id AND a.kind = 'purchase')`,
      )
      const mean = (kind: string, of: string) =>
        ledger.count(
          `SELECT round(avg(a.cents)) FROM asset_line a JOIN device d ON d.id = a.device WHERE a.kind = ? AND d.kind LIKE ?
             AND NOT EXISTS (SELECT 1 FROM asset_line r WHERE r.reverses = a.n)`,
          kind,
          of,
        )
      const dollars = (cents: number) => `$${Math.round(cents / 100).toLocaleString('en-US')}`
      return found(
        [
          faultOf(`units without a price for more than ${GRACE_DAYS} days`, lateOf(bare, at)),
          ledger.removalFault('asset_line', 'line'),
          faultOf('the ledger of assets', ledger.guardFaults('asset_line')),
        ],
        units.length > 0 && bare.length === 0,
        [
          `${units.length - bare.length} of ${count(units.length, 'unit')} with a price`,
          `a fixed unit ${dollars(mean('purchase', 'fixed'))}, a car ${dollars(mean('purchase', 'vehicle'))}, a repair ${dollars(mean('repair', '%'))}, as entered`,
        ],
      )
    },
  },
  {
    number: 38,
    promise: 'damage-aware: tamper and outage events',
    look({ ledger }) {
      const heard = ledger.count('SELECT count(*) FROM device WHERE last_seen_at IS NOT NULL')
      const events = ledger.count('SELECT count(*) FROM unit_event')
      return found(
        [ledger.removalFault('unit_event', 'event'), faultOf('the table', ledger.guardFaults('unit_event'))],
        heard > 0,
        [
          `${count(events, 'event')}, ${ledger.count('SELECT count(*) FROM unit_event WHERE until IS NULL')} open; ${count(heard, 'unit')} heard`,
        ],
      )
    },
  },
  {
    number: 39,
    promise: 'complaints: logged with due date and reply; both contacts on the public page',
    look({ ledger, at, routes }) {
      const today = new Date(at).toISOString().slice(0, 10)
      const overdue = ledger.all<{ number: string }>(
        'SELECT number FROM complaint WHERE outcome IS NULL AND due_on < ?',
        today,
      )
      const complaints = ledger.count('SELECT count(*) FROM complaint')
      const hasRoute = routes.some(({ path }) => path === '/complaints')
      return found(
        [
          faultOf(
            'complaints whose reply is overdue',
            overdue.map(({ number }) => number),
          ),
          faultOf('the log of complaints', ledger.guardFaults('complaint')),
        ],
        hasRoute,
        [
          `${count(complaints, 'complaint')}, ${ledger.count('SELECT count(*) FROM complaint WHERE outcome IS NOT NULL')} answered`,
          hasRoute ? null : 'there is no route for complaints',
        ],
      )
    },
  },
]
