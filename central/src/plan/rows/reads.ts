import { Sighting } from '@archway/shared/messages'
import { deviceVerbs } from '../../ledger/device-verbs.ts'
import { openLedgerFile } from '../../ledger/ledger-file.ts'
import { IMAGES_LOOKED_AT } from '../day-facts.ts'
import type { Installation } from '../installation.ts'
import { count, faultOf, found, named, type PromiseRow } from '../promise.ts'

/** Beyond the whole patrol fleet; registered in a scratch ledger to see that nothing limits the number. */
const PROBED_UNITS = 1500

const sum = ({ days }: Installation, of: 'reads' | 'images' | 'sampled' | 'oneAngle') =>
  days.reduce((total, day) => total + day[of], 0)
const overDays = (
  { days }: Installation,
  faultsOf: (day: Installation['days'][number]) => readonly string[],
) => days.flatMap((day) => faultsOf(day).map((fault) => `${day.day} ${fault}`))

/** What no unit may send along: Use Plan promise 6. */
const FOREIGN = ['audio', 'face', 'occupants', 'vehicleMake', 'colour', 'driver', 'location', 'speed']

export const READ_ROWS: readonly PromiseRow[] = [
  {
    number: 1,
    promise: '404 fixed units and 14 cars, soon the whole patrol fleet: no built-in limit',
    look({ ledger }) {
      const scratch = openLedgerFile(':memory:')
      try {
        const { addDevice, devices } = deviceVerbs(scratch)
        for (let n = 0; n < PROBED_UNITS; n++) {
          const device = { id: `probe-${n}`, kind: 'vehicle', name: `Probe ${n}`, place: null } as const
          addDevice(device, 0, 'plan check')
        }
        const held = devices().length
        const units = ledger.count('SELECT count(*) FROM device WHERE revoked_at IS NULL')
        return found(
          [
            faultOf(
              'the registry is not as it should be',
              ledger.guardFaults('device', 'enrolment', 'change'),
            ),
            held === PROBED_UNITS ? null : `a scratch registry took ${held} of ${PROBED_UNITS} units`,
          ],
          true,
          [
            `a scratch registry took ${PROBED_UNITS} units; ${count(units, 'unit')} registered here`,
            'load is measured by "npm run bench -- ingest", not here',
          ],
        )
      } finally {
        scratch.close()
      }
    },
  },
  {
    number: 2,
    promise: 'fixed at intersections, or on cars with a GPS fix of stated quality',
    look({ ledger, days }) {
      const units = ledger.all<{ id: string; kind: string; lat: number | null }>(
        'SELECT id, kind, lat FROM device WHERE revoked_at IS NULL',
      )
      const kindOf = new Map(units.map(({ id, kind }) => [id, kind]))
      const placed = units.filter(({ kind, lat }) => kind === 'vehicle' && lat !== null)
      const unplaced = units.filter(({ kind, lat }) => kind === 'fixed' && lat === null)
      const wrong = days.flatMap(({ hitsByDevice }) =>
        hitsByDevice.filter(({ device, basis }) => {
          const kind = kindOf.get(device)
          return (kind === 'vehicle' && basis === 'registry') || (kind === 'fixed' && basis === 'gps')
        }),
      )
      const of = (kind: string) => units.filter((unit) => unit.kind === kind).length
      return found(
        [
          faultOf(
            'cars whose place is kept',
            placed.map(({ id }) => id),
          ),
          faultOf(
            'fixed units without a place',
            unplaced.map(({ id }) => id),
          ),
          faultOf(
            'hits placed by the wrong means',
            wrong.map(({ device }) => device),
          ),
        ],
        units.length > 0,
        [`${count(of('fixed'), 'fixed unit')}, ${count(of('vehicle'), 'car')}, each of one kind`],
      )
    },
  },
  {
    number: 3,
    promise: 'day and night, with accuracy reported apart',
    look({ ledger }) {
      const published = ledger.all<{ month: string; figures: string }>(
        'SELECT month, figures FROM published_report ORDER BY n DESC LIMIT 1',
      )
      const [newest] = published
      const shown = newest !== undefined && /night/i.test(newest.figures)
      const guards = faultOf('the published reports', ledger.guardFaults('published_report'))
      return found([guards], shown, [
        newest ? `the report of ${newest.month} ${shown ? 'tells' : 'does not tell'} night from day` : null,
        'accuracy by day, night and infrared is measured on photographs ("npm run evaluate"; docs/recognition.md), not on stored reads: nobody knows there what was right',
      ])
    },
  },
  {
    number: 4,
    promise: 'two angled images of each vehicle; a missing second angle is flagged, never faked',
    look(installation) {
      const sampled = sum(installation, 'sampled')
      return found(
        [
          faultOf(
            'reads with an image of an angle that saw nothing, or one picture given out as two',
            overDays(installation, ({ faked }) => (faked > 0 ? [`(${faked})`] : [])),
          ),
        ],
        sampled > 0,
        [
          `${sampled} newest reads opened; ${sum(installation, 'oneAngle')} by one angle, flagged as such`,
          sampled === 0 ? 'no read is stored' : null,
        ],
      )
    },
  },
  {
    number: 5,
    promise: 'an image only when a vehicle is detected',
    look(installation) {
      const today = new Date(installation.at).toISOString().slice(0, 10)
      return found(
        [
          faultOf(
            'images that no read announced',
            overDays(installation, ({ imagesWithoutRead: n }) => (n > 0 ? [`(${n} rows)`] : [])),
          ),
          faultOf(
            'files of images that no read announced',
            // Of today, the file of an image may be there a moment before its record.
            overDays(installation, ({ day, filesWithoutRead }) =>
              day === today || filesWithoutRead.length === 0 ? [] : [`(${filesWithoutRead.length} files)`],
            ),
          ),
        ],
        sum(installation, 'sampled') > 0,
        [
          `${sum(installation, 'images')} images over ${count(installation.days.length, 'day')}; of each day up to ${IMAGES_LOOKED_AT} held against its reads`,
          'that a unit makes no image of an empty road is tested on the unit (edge-agent), not here',
        ],
      )
    },
  },
  {
    number: 6,
    promise: 'no audio, no other data: unknown fields are refused',
    look(installation) {
      const accepted = FOREIGN.filter((field) => takesField(field))
      return found(
        [
          faultOf('ingest would take', accepted),
          faultOf(
            'stored reads have fields that a read has not',
            overDays(installation, ({ strange }) => strange),
          ),
          faultOf('days that cannot be read', installation.unreadable),
          faultOf('something else is kept', installation.ledger.strangers()),
        ],
        true,
        [
          `a read with ${named(FOREIGN)} was offered to ingest's own check and refused`,
          `${sum(installation, 'sampled')} newest stored reads opened: none has another field`,
        ],
      )
    },
  },
]

/** Whether the check that every message passes lets a Read through that has one field more. */
function takesField(field: string): boolean {
  const { error } = Sighting.safeParse({ read: { [field]: 'anything' }, hits: [] })
  const refused = error?.issues.some(
    (issue) => issue.code === 'unrecognized_keys' && issue.keys.includes(field),
  )
  return refused !== true
}
