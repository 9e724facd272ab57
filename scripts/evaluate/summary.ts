import { bootstrap, type Estimate } from './bootstrap.ts'
import { type Judged, LOCATED, type Verdict } from './judge.ts'
import type { Label } from './labels.ts'
import type { Light } from './light.ts'
import { HOME, type States, statesOf } from './states.ts'
import { abstention, type Claim, calibration, coverage, type Share, surest, wilson } from './statistics.ts'

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
  readonly surplusPerPhotograph: Estimate
  /** Of them, those that claim to be right more likely than not. */
  readonly confidentSurplusPerPhotograph: Estimate
  readonly byWidth: Readonly<Record<string, Accuracy>>
  /** Plates narrower than 80 px, and those of 60 px and more: what floors are set for. */
  readonly under80: Accuracy
  readonly from60: Accuracy
  readonly byLight: Readonly<Record<string, Accuracy>>
  /** Missouri, Illinois, Kansas, and the others together. */
  readonly byHome: Readonly<Record<string, Accuracy>>
  readonly byRegion: Readonly<Record<string, Accuracy>>
  /** Null where no label names a state of the USA. */
  readonly states: States | null
  /** Of the plates that were read. */
  readonly calibration: { readonly exact: Calibrated; readonly folded: Calibrated }
  readonly abstention: ReturnType<typeof abstention>
  /** Of all transcribed plates; one that was not read counts as wrong and as the least sure. Folded. */
  readonly surest90: Share
  readonly coverage: ReturnType<typeof coverage>
  readonly milliseconds: { readonly median: number; readonly p95: number }
}

interface Calibrated extends Pick<ReturnType<typeof calibration>, 'bins'> {
  readonly ece: Estimate
}

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
  lights: ReadonlyMap<Label, Light>,
): Summary {
  const verdicts = judged.flatMap((each) => each.verdicts)
  const read = verdicts.filter((verdict) => verdict.text !== '')
  const exactly = read.map(({ probability, exact }) => ({ probability, isTrue: exact }))
  const foldedly = read.map(foldedClaim)
  const everyPlate = verdicts.map(foldedClaim)
  const photographs = judged.length + unreadable
  return {
    set,
    model,
    photographs,
    unreadable,
    all: accuracyOf(verdicts),
    locatedOfLabelled: wilson(sum(judged, 'located'), sum(judged, 'plates')),
    surplusPerPhotograph: surplusOf(judged, unreadable, 0),
    confidentSurplusPerPhotograph: surplusOf(judged, unreadable, 0.5),
    byWidth: groups(verdicts, ({ label }) => {
      const width = widthOf(label)
      return WIDTHS.find(({ below }) => width < below)?.name ?? ''
    }),
    under80: accuracyOf(verdicts.filter(({ label }) => widthOf(label) < 80)),
    from60: accuracyOf(verdicts.filter(({ label }) => widthOf(label) >= 60)),
    byLight: groups(verdicts, ({ label }) => lights.get(label) ?? 'unknown light'),
    byHome: groups(verdicts, ({ label }) => HOME[label.region] ?? 'elsewhere or unknown'),
    byRegion: groups(verdicts, ({ label }) => label.region || 'unknown'),
    states: statesOf(verdicts),
    calibration: { exact: calibrated(exactly), folded: calibrated(foldedly) },
    abstention: abstention(foldedly, [0.5, 0.8, 0.9, 0.95, 0.99]),
    surest90: surest(everyPlate, 0.9),
    coverage: coverage(everyPlate),
    milliseconds: { median: quantile(times, 0.5), p95: quantile(times, 0.95) },
  }
}

const foldedClaim = ({ foldedProbability, folded }: Verdict): Claim => ({
  probability: Math.min(1, foldedProbability),
  isTrue: folded,
})

const calibrated = (claims: readonly Claim[]): Calibrated => ({
  bins: calibration(claims).bins,
  ece: bootstrap(claims, (sample) => calibration(sample).ece),
})

/** Readings a photograph where no plate is labelled, of at least this probability. */
const surplusOf = (judged: readonly Judged[], unreadable: number, least: number): Estimate =>
  bootstrap(
    [
      ...judged.map(({ surplus }) => surplus.filter(({ probability }) => probability >= least).length),
      ...Array.from({ length: unreadable }, () => 0),
    ],
    (counts) => counts.reduce((total, count) => total + count, 0) / Math.max(1, counts.length),
  )

const widthOf = ({ box }: Label) => box.x1 - box.x0

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
