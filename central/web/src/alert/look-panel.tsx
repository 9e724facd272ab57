import type { OpenAlert } from '@archway/shared/api'
import type { LookView } from '@archway/shared/api/verify'
import { clockTime } from '@archway/shared/figures'
import {
  DISPOSITION_NAMES,
  jurisdictionName,
  LIVE_AGREEMENT,
  PLATE_AGREEMENT,
  STATE_AGREEMENT,
} from '@archway/shared/wording'
import { Facts, Panel } from './panel.tsx'

const VERDICTS: Readonly<Record<LookView['outcome'], string>> = {
  verified: 'Agrees with the entry: verified',
  agreed: 'Plate and state agree; not verified until the source confirms that it is still wanted',
  'needs-supervisor': 'Agrees, but an earlier look does not: a supervisor must look',
  disagreed: 'Disagrees with the entry: cannot be verified by it',
}

/** What persons saw in the images, how that compares, and what the alert came to. Every look stays. */
export function LookPanel(props: {
  alert: OpenAlert
  user: string
  now: number
  pending: boolean
  onConfirmLive: (look: LookView) => void
}) {
  const { alert, now } = props
  return (
    <Panel title="Seen by persons">
      {alert.looks.length === 0 && <p>Nobody has typed what the images show.</p>}
      {alert.looks.map((look) => (
        <div key={look.by}>
          <p className="plate-text look-own">{look.plate}</p>
          <p className="look-verdict" data-good={look.outcome === 'verified' ? 'yes' : 'no'}>
            {VERDICTS[look.outcome]}
          </p>
          <Facts
            rows={[
              ['By', `${look.by}, ${clockTime(look.at, now)}`],
              ['State', look.state === null ? 'None could be made out' : jurisdictionName(look.state)],
              [
                'To entry',
                `Plate ${PLATE_AGREEMENT[look.found.plate]}; state ${STATE_AGREEMENT[look.found.state]}`,
              ],
              ['To read', `Plate ${PLATE_AGREEMENT[look.found.read]}`],
              ['Still wanted', LIVE_AGREEMENT[look.found.live]],
            ]}
          />
          {look.by === props.user && look.outcome === 'agreed' && alert.state === 'acknowledged' && (
            <button
              type="button"
              className="button"
              disabled={props.pending}
              onClick={() => props.onConfirmLive(look)}
            >
              The source confirms that it is still wanted
            </button>
          )}
        </div>
      ))}
      {alert.openings.map((opening) => (
        <p key={opening.by}>
          Opened before a look by {opening.by}, {clockTime(opening.at, now)}: {opening.reason}
        </p>
      ))}
      {alert.dispositions.map((disposed) => (
        <p key={disposed.at}>
          <strong>{DISPOSITION_NAMES[disposed.disposition]}</strong> by {disposed.by},{' '}
          {clockTime(disposed.at, now)}
          {disposed.note && `: ${disposed.note}`}
        </p>
      ))}
    </Panel>
  )
}
