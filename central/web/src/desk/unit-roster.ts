import type { UnitView } from '@archway/shared/api'

export interface Roster {
  readonly online: number
  readonly offline: number
  readonly neverSeen: number
  readonly faulty: number
  /** Everything held on units and not yet acknowledged by central. */
  readonly waiting: number
  /** Units that need a person's eye, worst first. */
  readonly troubled: readonly UnitView[]
}

const isTroubled = (unit: UnitView): boolean => unit.state === 'offline' || unit.faults.length > 0

export function rosterOf(units: readonly UnitView[]): Roster {
  const count = (state: UnitView['state']) => units.filter((unit) => unit.state === state).length
  return {
    online: count('online'),
    offline: count('offline'),
    neverSeen: count('never-seen'),
    faulty: units.filter((unit) => unit.faults.length > 0).length,
    waiting: units.reduce((sum, unit) => sum + (unit.waiting ?? 0), 0),
    troubled: units.filter(isTroubled).sort(worstFirst),
  }
}

export const putUnit = (units: readonly UnitView[], unit: UnitView): UnitView[] =>
  units.some((known) => known.id === unit.id)
    ? units.map((known) => (known.id === unit.id ? unit : known))
    : [...units, unit]

/** For the whole table: what needs a person on top. */
export const inOrder = (units: readonly UnitView[]): UnitView[] =>
  units.toSorted((a, b) => Number(isTroubled(b)) - Number(isTroubled(a)) || worstFirst(a, b))

/** Offline before faulty, then by name. */
const worstFirst = (a: UnitView, b: UnitView): number =>
  Number(b.state === 'offline') - Number(a.state === 'offline') || a.name.localeCompare(b.name)
