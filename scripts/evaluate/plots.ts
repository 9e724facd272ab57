import { wilson } from './statistics.ts'
import type { Summary } from './summary.ts'
import { svgPlot } from './svg-plot.ts'

/** What readings claimed against how many of them were right, by tenths of probability. */
export const reliabilityPlot = ({ set, calibration: { folded } }: Summary): string =>
  svgPlot({
    title: `Reliability: ${set}`,
    x: 'probability that the reading gave',
    y: 'right (folded)',
    from: 0,
    style: 'dots',
    hasDiagonal: true,
    points: folded.bins
      .filter(({ count }) => count > 0)
      .map(({ claimed, actual, count }) => {
        const { low, high } = wilson(Math.round(actual * count), count)
        return { x: claimed, y: actual, low, high }
      }),
    note:
      `ECE ${(folded.ece.value * 100).toFixed(1)} % of ${total(folded.bins)} readings; ` +
      'bars are 95 % intervals; on the dashed line claims are kept',
  })

/** How many are right when only the surest share of the plates is answered. */
export const abstentionPlot = ({ set, coverage, surest90 }: Summary): string =>
  svgPlot({
    title: `Abstention: ${set}`,
    x: 'plates answered, the surest first',
    y: 'right among them (folded)',
    from: 0.5,
    style: 'curve',
    hasDiagonal: false,
    points: coverage.map(({ kept, right }) => ({
      x: kept,
      y: right.share,
      low: right.low,
      high: right.high,
    })),
    note: `${(surest90.share * 100).toFixed(1)} % right among the surest 90 %; the band is the 95 % interval`,
  })

const total = (bins: readonly { readonly count: number }[]) => bins.reduce((sum, { count }) => sum + count, 0)
