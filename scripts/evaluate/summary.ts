import { type Judged, LOCATED, type Verdict } from './judge.ts'
import { abstention, calibration, type Share, wilson } from './statistics.ts'

export interface Accuracy {
  readonly located: Share
  readonly exact: Share
  readonly folded: Share
}

export interface Summary {
  readonly set: string
  readonly model: string
  readonly photographs: number
  readonly unreadable: number
  /** Of the plates that were transcribed. */
  readonly all: Accuracy
  /** Of every labelled plate that is not marked as unreadable. */
  readonly locatedOfLabelled: Share
  readonly surplusPerPhotograph: number
  /** Of them, those that claim to be right more likely than not. */
  readonly confidentSurplusPerPhotograph: number
  readonly byWidth: Readonly<Record<string, Accuracy>>
  readonly byRegion: Readonly<Record<string, Accuracy>>
  readonly calibration: { readonly exact: Calibrated; readonly folded: Calibrated }
  readonly abstention: ReturnType<typeof abstention>
  readonly milliseconds: { readonly median: number; readonly p95: number }
}

type Calibrated = ReturnType<typeof calibration>

const WIDTHS = [
  { name: 'under 60 px', below: 60 },
  { name: '60–79 px', below: 80 },
  { name: '80–119 px', below: 120 },
  { name: '120 px and more', below: Infinity },
]

export function summarise(
  set: string,
  model: string,
  judged: readonly Judged[],
  times: readonly number[],
  unreadable: number,
): Summary {
  const verdicts = judged.flatMap((each) => each.verdicts)
  const surplus = judged.flatMap((each) => each.surplus)
  const read = verdicts.filter((verdict) => verdict.text !== '')
  const exactly = read.map(({ probability, exact }) => ({ probability, isTrue: exact }))
  const foldedly = read.map(({ foldedProbability, folded }) => ({
    probability: Math.min(1, foldedProbability),
    isTrue: folded,
  }))
  const photographs = judged.length + unreadable
  return {
    set,
    model,
    photographs,
    unreadable,
    all: accuracyOf(verdicts),
    locatedOfLabelled: wilson(sum(judged, 'located'), sum(judged, 'plates')),
    surplusPerPhotograph: surplus.length / Math.max(1, photographs),
    confidentSurplusPerPhotograph:
      surplus.filter((plate) => plate.probability >= 0.5).length / Math.max(1, photographs),
    byWidth: groups(verdicts, ({ label }) => {
      const width = label.box.x1 - label.box.x0
      return WIDTHS.find(({ below }) => width < below)?.name ?? ''
    }),
    byRegion: groups(verdicts, ({ label }) => label.region || 'unknown'),
    calibration: { exact: calibration(exactly), folded: calibration(foldedly) },
    abstention: abstention(foldedly, [0.5, 0.8, 0.9, 0.95, 0.99]),
    milliseconds: { median: quantile(times, 0.5), p95: quantile(times, 0.95) },
  }
}

const sum = (judged: readonly Judged[], key: 'located' | 'plates') =>
  judged.reduce((total, each) => total + each[key], 0)

const accuracyOf = (verdicts: readonly Verdict[]): Accuracy => ({
  located: wilson(verdicts.filter(({ iou }) => iou >= LOCATED).length, verdicts.length),
  exact: wilson(verdicts.filter(({ exact }) => exact).length, verdicts.length),
  folded: wilson(verdicts.filter(({ folded }) => folded).length, verdicts.length),
})

function groups(
  verdicts: readonly Verdict[],
  nameOf: (verdict: Verdict) => string,
): Record<string, Accuracy> {
  const byName = new Map<string, Verdict[]>()
  for (const verdict of verdicts) {
    const name = nameOf(verdict)
    byName.set(name, [...(byName.get(name) ?? []), verdict])
  }
  const largestFirst = [...byName].sort(([, a], [, b]) => b.length - a.length)
  return Object.fromEntries(largestFirst.map(([name, group]) => [name, accuracyOf(group)]))
}

/** The least value that a share `q` of the values does not exceed. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0
}
