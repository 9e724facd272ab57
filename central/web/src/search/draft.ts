import type { CaseView, SearchOrder } from '@archway/shared/api/search'
import { Note } from '@archway/shared/api/search'
import { isWhole, knownCharacters, readPattern } from '@archway/shared/plate-pattern'

const HOUR_MS = 3_600_000

/** How far back a search looks. */
export const WINDOWS = {
  hour: { name: 'Last hour', ms: HOUR_MS },
  day: { name: 'Last 24 hours', ms: 24 * HOUR_MS },
  week: { name: 'Last 7 days', ms: 7 * 24 * HOUR_MS },
  month: { name: 'Last 30 days', ms: 30 * 24 * HOUR_MS },
  all: { name: 'Everything kept (90 days)', ms: 91 * 24 * HOUR_MS },
} as const
/** `between` takes the two times of the draft. */
export type WindowName = keyof typeof WINDOWS | 'between'

/** What the form holds while a person fills it in. */
export interface Draft {
  readonly caseNumber: string
  readonly note: string
  readonly plate: string
  readonly fold: boolean
  readonly window: WindowName
  /** As a browser writes a time of this workstation: `2026-11-24T14:00`. */
  readonly from: string
  readonly until: string
  readonly units: string
  readonly hits: SearchOrder['hits']
}

export const EMPTY: Draft = {
  caseNumber: '',
  note: '',
  plate: '',
  fold: true,
  window: 'week',
  from: '',
  until: '',
  units: '',
  hits: 'any',
}

/** What a plate field means, in words; `wrong`: it cannot be searched. */
export function plateHint(plate: string): { readonly wrong: boolean; readonly text: string } {
  if (plate.trim() === '') return { wrong: false, text: 'Empty: any plate. That needs a supervisor.' }
  const pattern = readPattern(plate)
  if (!pattern.ok) return { wrong: true, text: `Not a plate: ${pattern.error}.` }
  if (isWhole(pattern.value)) return { wrong: false, text: `The plate ${pattern.value}.` }
  const known = knownCharacters(pattern.value)
  if (known < 3)
    return {
      wrong: false,
      text: `${known} known characters: too few to be a plate. That needs a supervisor.`,
    }
  return { wrong: false, text: `${pattern.value}: “?” is one character, “*” any run.` }
}

/** From when until when, milliseconds since 1970, the end exclusive; null: it is not said, or the wrong way round. */
function timesOf({ window, from, until }: Draft, now: number): { from: number; until: number } | null {
  if (window !== 'between') return { from: Math.max(0, now - WINDOWS[window].ms), until: now + 1 }
  // A minute that is named as the end is searched to its end.
  const times = { from: new Date(from).getTime(), until: new Date(until).getTime() + 60_000 }
  return times.from >= 0 && times.from < times.until ? times : null
}

/** The order that a draft makes; null: something is missing or wrong. */
export function orderOf(draft: Draft, cases: readonly CaseView[], now: number): SearchOrder | null {
  const file = cases.find(({ number }) => number === draft.caseNumber)
  const note = Note.safeParse(draft.note)
  const times = timesOf(draft, now)
  if (!file || !note.success || !times || plateHint(draft.plate).wrong) return null
  const units = draft.units.split(/[\s,]+/).filter(Boolean)
  return {
    purpose: file.purpose,
    case: file.number,
    note: note.data,
    plate: draft.plate.trim() || null,
    fold: draft.fold,
    minimum: 0.05,
    ...times,
    place: units.length > 0 ? { units } : null,
    hits: draft.hits,
  }
}
