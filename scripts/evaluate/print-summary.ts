import type { Share } from './statistics.ts'
import type { Accuracy, Summary } from './summary.ts'

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const withInterval = ({ hits, of, share, low, high }: Share) =>
  `${percent(share).padStart(7)} (${hits} of ${of}; 95 %: ${percent(low)}–${percent(high)})`
const MOST_REGIONS = 12

/** The summary for a person, as lines. */
export function printSummary(summary: Summary): string[] {
  const { all, calibration } = summary
  return [
    `${summary.set}: ${summary.photographs} photographs, model ${summary.model}`,
    `  located    ${withInterval(all.located)}; of all labelled plates ${withInterval(summary.locatedOfLabelled)}`,
    `  exact      ${withInterval(all.exact)}`,
    `  folded     ${withInterval(all.folded)}`,
    `  surplus    ${summary.surplusPerPhotograph.toFixed(2)} readings a photograph, ` +
      `${summary.confidentSurplusPerPhotograph.toFixed(2)} of them with a probability of 50 % and more`,
    `  ECE        ${percent(calibration.exact.ece)} of the exact text, ${percent(calibration.folded.ece)} folded`,
    `  time       median ${summary.milliseconds.median.toFixed(0)} ms, p95 ${summary.milliseconds.p95.toFixed(0)} ms`,
    ...(summary.unreadable > 0 ? [`  ${summary.unreadable} photographs could not be read`] : []),
    '  by width of the plate           located    exact   folded',
    ...rows(summary.byWidth),
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
    return `    ${name.padEnd(18)} ${String(folded.of).padStart(5)} ${shares}`
  })
