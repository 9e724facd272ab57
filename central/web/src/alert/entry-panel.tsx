import type { OpenAlert } from '@archway/shared/api'
import { clockTime, duration } from '@archway/shared/figures'
import { CATEGORY_NAMES, FLAG_NAMES, jurisdictionName } from '@archway/shared/wording'
import './entry-panel.css'
import { Facts, Panel } from './panel.tsx'
import { plateDifference } from './read-facts.ts'

/** What the list says, from where, and how old that is. */
export function EntryPanel({ alert, now }: { alert: OpenAlert; now: number }) {
  const { entry, read } = alert
  const difference = plateDifference(read, entry)
  const vehicle = [
    entry.vehicle.year,
    entry.vehicle.colour,
    entry.vehicle.make,
    entry.vehicle.model,
    entry.vehicle.style,
  ]
    .filter((part) => part !== null && part !== '')
    .join(' ')
  return (
    <Panel title="Entry on the list">
      <p className="entry-plate plate-text">{entry.plate}</p>
      {difference && <p className="entry-difference">{difference}</p>}
      {entry.flags.map((flag) => (
        <p key={flag} className={flag === 'armed' ? 'caution entry-flag' : 'entry-flag'}>
          {FLAG_NAMES[flag]}
        </p>
      ))}
      <Facts
        rows={[
          ['State', entry.jurisdiction ? jurisdictionName(entry.jurisdiction) : 'Not given by the list'],
          ['Category', CATEGORY_NAMES[entry.category]],
          ['Vehicle', vehicle || 'Not described by the list'],
          ['Entered', entry.enteredAt === null ? null : clockTime(entry.enteredAt, now)],
          ['List', entry.list],
          [
            'List age',
            <>
              <strong>{duration(now - entry.sourceAt)}</strong>, source of {clockTime(entry.sourceAt, now)}
            </>,
          ],
          ['Status', <LiveState key="live" live={entry.live} expired={entry.expiresAt <= now} />],
        ]}
      />
    </Panel>
  )
}

function LiveState({ live, expired }: { live: boolean; expired: boolean }) {
  if (!live) return <strong className="entry-withdrawn">Withdrawn: a later list no longer holds it</strong>
  if (expired) return <strong className="entry-withdrawn">Expired: confirm with the source</strong>
  return <>On our newest list. Confirm with the source that it is still live.</>
}
