import type { DesignResult } from './designs.ts'
import { cell, estimated, table } from './markdown.ts'
import { statesOf, statesReport } from './states.ts'
import { wilson } from './statistics.ts'
import type { Accuracy, Summary } from './summary.ts'

/** The summary as tables in Markdown, with 95 % intervals in brackets. Plots stand beside it as `<set>-….svg`. */
export function report(summary: Summary, isCrops: boolean): string {
  const { set, all, calibration, milliseconds } = summary
  const rows = [
    ['exact', cell(all.exact)],
    ['folded (O as 0, I as 1)', cell(all.folded)],
    ['folded, plates from 60 px wide', cell(summary.from60.folded)],
    ...(isCrops ? [] : [['located (IoU ≥ 0.5), transcribed plates', cell(all.located)]]),
    ['right among the surest 90 %', cell(summary.surest90)],
    ['calibration error (ECE), exact text', estimated(calibration.exact.ece, 3)],
    ['calibration error (ECE), folded', estimated(calibration.folded.ece, 3)],
    ...(isCrops
      ? []
      : [
          ['surplus readings a photograph', estimated(summary.surplusPerPhotograph, 3)],
          ['of them with ≥ 50 %', estimated(summary.confidentSurplusPerPhotograph, 3)],
        ]),
    ['time, median; p95', `${milliseconds.median.toFixed(0)} ms; ${milliseconds.p95.toFixed(0)} ms`],
  ]
  return [
    `## ${set}`,
    '',
    `${summary.photographs} photographs, ${all.exact.of} transcribed plates, model \`${summary.model}\`.`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    '',
    ...groupTable('light around the plate', summary.byLight, isCrops),
    ...groupTable('jurisdiction', summary.byHome, isCrops),
    ...groupTable('width of the plate', summary.byWidth, isCrops),
    ...(summary.states ? statesReport(summary.states) : []),
    `![Reliability](${set}-reliability.svg) ![Abstention](${set}-abstention.svg)`,
    '',
  ].join('\n')
}

function groupTable(head: string, groups: Readonly<Record<string, Accuracy>>, isCrops: boolean): string[] {
  const rows = Object.entries(groups).map(([name, { located, exact, folded }]) => [
    name,
    ...(isCrops ? [] : [cell(located)]),
    cell(exact),
    cell(folded),
  ])
  const heads = [head, ...(isCrops ? [] : ['located']), 'exact', 'folded']
  return table(heads, rows)
}

/** The matrix of plate designs: right of asked (folded), by kind and width. */
export function designsReport(results: readonly DesignResult[], model: string): string {
  const widths = [...new Set(results.map(({ width }) => width))]
  const heads = ['plate', ...widths, 'all']
  const rightOf = (of: readonly DesignResult[]) => {
    const verdicts = of.flatMap(({ judged }) => judged.verdicts)
    return wilson(verdicts.filter(({ folded }) => folded).length, verdicts.length)
  }
  const rowOf = (name: string, of: readonly DesignResult[]) => [
    name,
    ...widths.map((width) => {
      const { hits, of: asked } = rightOf(of.filter((result) => result.width === width))
      return `${hits}/${asked}`
    }),
    cell(rightOf(of)),
  ]
  const rows = [...new Set(results.map(({ row }) => row))].map((name) =>
    rowOf(
      name,
      results.filter(({ row }) => row === name),
    ),
  )
  const states = statesOf(results.flatMap(({ judged }) => judged.verdicts))
  const located = results.filter(({ judged }) => judged.located === 1).length
  return [
    `## Plate designs (drawn), model \`${model}\``,
    '',
    ...table(heads, [...rows, rowOf('**all**', results)]),
    `Located: ${cell(wilson(located, results.length))}.`,
    '',
    ...(states ? statesReport(states) : []),
  ].join('\n')
}
