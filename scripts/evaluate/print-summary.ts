import type { Estimate } from './bootstrap.ts'
import { abstained } from './states.ts'
import type { Share } from './statistics.ts'
import type { Accuracy, Summary } from './summary.ts'

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const withInterval = ({ hits, of, share, low, high }: Share) =>
  `${percent(share).padStart(7)} (${hits} of ${of}; 95 %: ${percent(low)}–${percent(high)})`
const estimate = ({ value, low, high }: Estimate, say: (figure: number) => string) =>
  `${say(value)} (95 %: ${say(low)}–${say(high)})`
const count = (figure: number) => figure.toFixed(2)
const MOST_REGIONS = 12

/** The summary for a person, as lines. */
export function printSummary(summary: Summary): string[] {
  const { all, calibration, states } = summary
  return [
    `${summary.set}: ${summary.photographs} photographs, model ${summary.model}`,
    `  located    ${withInterval(all.located)}; of all labelled plates ${withInterval(summary.locatedOfLabelled)}`,
    `  exact      ${withInterval(all.exact)}`,
    `  folded     ${withInterval(all.folded)}`,
    `  surplus    ${estimate(summary.surplusPerPhotograph, count)} readings a photograph, ` +
      `${estimate(summary.confidentSurplusPerPhotograph, count)} of them with a probability of 50 % and more`,
    `  surest 90 %${withInterval(summary.surest90)} right, folded`,
    `  ECE        ${estimate(calibration.exact.ece, percent)} of the exact text, ` +
      `${estimate(calibration.folded.ece, percent)} folded`,
    `  time       median ${summary.milliseconds.median.toFixed(0)} ms, p95 ${summary.milliseconds.p95.toFixed(0)} ms`,
    ...(summary.unreadable > 0 ? [`  ${summary.unreadable} photographs could not be read`] : []),
    ...(states && states.all.told.hits > 0
      ? [
          `  state      ${withInterval(states.all.right)} right when told; abstained ${withInterval(abstained(states.all.told))}`,
        ]
      : []),
    '  by width of the plate           located    exact   folded',
    ...rows(summary.byWidth),
    '  by light around the plate',
    ...rows(summary.byLight),
    '  at home and elsewhere',
    ...rows(summary.byHome),
    '  by region',
    ...rows(summary.byRegion).slice(0, MOST_REGIONS),
    '  if only readings of at least this probability counted (folded)',
    ...summary.abstention.map(
      ({ threshold, kept, right }) =>
        `    ${percent(threshold).padStart(7)}  ${percent(kept.share).padStart(8)} kept, ${percent(right.share).padStart(8)} of them right`,
    ),
  ]
}

const rows = (groups: Readonly<Record<string, Accuracy>>): string[] =>
  Object.entries(groups).map(([name, { located, exact, folded }]) => {
    const shares = [located, exact, folded].map(({ share }) => percent(share).padStart(9)).join('')
    return `    ${name.padEnd(20)} ${String(folded.of).padStart(5)} ${shares}`
  })
