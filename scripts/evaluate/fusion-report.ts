import { bootstrap, type Estimate } from './bootstrap.ts'
import { type Plate, type Trial, VARIANTS } from './fusion-benchmark.ts'
import { SEVERITIES } from './second-view.ts'
import { calibration } from './statistics.ts'

type Rule = 'exact' | 'folded'

/** What fusing two angles is worth over some of the passings. */
interface Worth {
  readonly passings: number
  /** Errors of the first angle alone, of the second alone, and of both fused. */
  readonly one: number
  readonly two: number
  readonly fused: number
  /** Errors of fusion for each error of the better single angle, the one with fewer over all these passings. */
  readonly left: Estimate
}

const errors = (trials: readonly Trial[], who: 'one' | 'two' | 'fused', rule: Rule) =>
  trials.filter((trial) => !trial[who][rule]).length

/** Without an error to begin with nothing can be left: 0, or Infinity where fusion makes some. */
const shareLeft = (trials: readonly Trial[], rule: Rule): number => {
  const better = Math.min(errors(trials, 'one', rule), errors(trials, 'two', rule))
  const fused = errors(trials, 'fused', rule)
  return fused === 0 ? 0 : fused / better
}

/** @param of which passings are meant; plates are drawn again with all of theirs */
export function worthOf(plates: readonly Plate[], rule: Rule, of: (trial: Trial) => boolean): Worth {
  const chosen = plates.map(({ trials }) => trials.filter(of))
  const all = chosen.flat()
  return {
    passings: all.length,
    one: errors(all, 'one', rule),
    two: errors(all, 'two', rule),
    fused: errors(all, 'fused', rule),
    left: bootstrap(chosen, (sample) => shareLeft(sample.flat(), rule)),
  }
}

const percent = (share: number) => (Number.isFinite(share) ? `${(share * 100).toFixed(0)} %` : '∞')
const ece = (trials: readonly Trial[], who: 'one' | 'fused') =>
  calibration(
    trials.map((trial) => ({ probability: trial[who].foldedProbability, isTrue: trial[who].folded })),
  ).ece.toFixed(3)

/** The benchmark as tables in Markdown. */
export function fusionReport(set: string, model: string, plates: readonly Plate[]): string {
  const severities = [...Object.keys(SEVERITIES), 'all'] as const
  const tables = VARIANTS.flatMap((variant) => {
    const rows = severities.map((severity) => {
      const of = (trial: Trial) =>
        trial.variant === variant && (severity === 'all' || trial.severity === severity)
      const trials = plates.flatMap((plate) => plate.trials.filter(of))
      const cells = (['folded', 'exact'] as const).flatMap((rule) => {
        const { one, two, fused, left } = worthOf(plates, rule, of)
        return [
          `${one}, ${two}`,
          String(fused),
          `${percent(left.value)} (${percent(left.low)}–${percent(left.high)})`,
        ]
      })
      const split = trials.filter(({ isSplit }) => isSplit).length
      return [
        severity,
        String(trials.length),
        ...cells,
        String(split),
        ece(trials, 'one'),
        ece(trials, 'fused'),
      ]
    })
    const heads = [
      variant,
      'passings',
      'errors of angle 1, 2, folded',
      'fused',
      'left of the better angle',
      'errors of angle 1, 2, exact',
      'fused',
      'left of the better angle',
      'kept apart',
      'ECE of angle 1, folded',
      'ECE fused',
    ]
    return [row(heads), row(heads.map(() => '---')), ...rows.map(row), '']
  })
  return [`## Two angles: ${set}, ${plates.length} plates, model \`${model}\``, '', ...tables].join('\n')
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
