import type { Verdict } from './judge.ts'
import { cell, table } from './markdown.ts'
import { type Share, wilson } from './statistics.ts'

/** How well states are told on plates whose state is known. */
interface Telling {
  /** Of all transcribed plates, also those that were not found: the rest is abstained. */
  readonly told: Share
  /** Of those that were told. */
  readonly right: Share
}

export interface States {
  readonly all: Telling
  /** Missouri, Illinois, Kansas, and the others together. */
  readonly byHome: Readonly<Record<string, Telling>>
  /** Commonest first. */
  readonly confusions: readonly { readonly truth: string; readonly said: string; readonly count: number }[]
}

export const HOME: Readonly<Record<string, string>> = {
  'us-mo': 'Missouri',
  'us-il': 'Illinois',
  'us-ks': 'Kansas',
}
const MOST_CONFUSIONS = 10
const IS_STATE = /^us-[a-z]{2}$/

/** @returns null where no label names a state of the USA */
export function statesOf(verdicts: readonly Verdict[]): States | null {
  const known = verdicts.filter(({ label }) => IS_STATE.test(label.region))
  if (known.length === 0) return null
  const homes = [...Object.values(HOME), 'elsewhere']
  const counts = new Map<string, { truth: string; said: string; count: number }>()
  for (const { label, jurisdiction } of known) {
    if (!jurisdiction || jurisdiction.code === label.region) continue
    const key = `${label.region} ${jurisdiction.code}`
    const before = counts.get(key)?.count ?? 0
    counts.set(key, { truth: label.region, said: jurisdiction.code, count: before + 1 })
  }
  return {
    all: tellingOf(known),
    byHome: Object.fromEntries(
      homes.map((home) => [
        home,
        tellingOf(known.filter(({ label }) => (HOME[label.region] ?? 'elsewhere') === home)),
      ]),
    ),
    confusions: [...counts.values()]
      .sort((a, b) => b.count - a.count || (a.truth < b.truth ? -1 : 1))
      .slice(0, MOST_CONFUSIONS),
  }
}

function tellingOf(verdicts: readonly Verdict[]): Telling {
  const told = verdicts.filter(({ jurisdiction }) => jurisdiction !== null)
  const right = told.filter(({ label, jurisdiction }) => jurisdiction?.code === label.region)
  return { told: wilson(told.length, verdicts.length), right: wilson(right.length, told.length) }
}

/** Of the same plates, those that were not told. */
export const abstained = ({ of, hits }: Share): Share => wilson(of - hits, of)

/** The tables of a report. */
export function statesReport(states: States): string[] {
  if (states.all.told.hits === 0)
    return ['No state was told: these models tell none, or abstained always.', '']
  const rows = [['all', states.all] as const, ...Object.entries(states.byHome)]
  return [
    ...table(
      ['state as told', 'right when not abstaining', 'abstained'],
      rows.map(([name, { told, right }]) => [name, cell(right), cell(abstained(told))]),
    ),
    ...(states.confusions.length === 0
      ? []
      : table(
          ['state', 'told as', 'plates'],
          states.confusions.map(({ truth, said, count }) => [truth, said, String(count)]),
        )),
  ]
}
