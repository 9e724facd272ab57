import type { Ground, ReleaseView, SearchOrder } from '@archway/shared/api/search'
import type { Purpose } from '@archway/shared/purpose'

export const PURPOSE_NAMES: Readonly<Record<Purpose, string>> = {
  'felony-investigation': 'Felony investigation',
  'wanted-person-or-vehicle': 'Wanted person or vehicle',
  'stolen-property': 'Stolen property',
  'missing-or-endangered-person': 'Missing or endangered person',
}

export const GROUND_NAMES: Readonly<Record<Ground, string>> = {
  'no-plate': 'asks who passed, without a plate',
  'location-sweep': 'sweeps a place',
  'closed-case': 'is for a closed case',
  'many-results': 'may show many results',
}

export const STATE_NAMES: Readonly<Record<ReleaseView['state'], string>> = {
  requested: 'Waits for a supervisor',
  released: 'Released',
  refused: 'Refused',
  used: 'Released and run',
}

/** Central Time, as the department's clocks show it, to the second. */
export const timeText = (at: number): string =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Chicago',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(at)

export const percent = (share: number): string => (share >= 0.995 ? '>99 %' : `${Math.round(share * 100)} %`)

export function orderText({ plate, place, from, until, hits }: SearchOrder): string {
  const where =
    place === null
      ? 'everywhere'
      : 'units' in place
        ? `at ${place.units.join(', ')}`
        : `within ${place.near.metres} m of ${place.near.lat}, ${place.near.lon}`
  const which = hits === 'any' ? '' : hits === 'with' ? ', hits only' : ', without hits'
  return `${plate ?? 'any plate'} ${where}${which}, ${timeText(from)} to ${timeText(until)}`
}
