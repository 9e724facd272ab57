import { describe, expect, it } from 'vitest'
import type { PlateReport } from '../../edge-agent/src/command/plate-report.ts'
import { bootstrap } from './bootstrap.ts'
import type { DesignResult } from './designs.ts'
import { together } from './evaluate-set.ts'
import { judge } from './judge.ts'
import type { Label } from './labels.ts'
import { lightOf } from './light.ts'
import { abstentionPlot, reliabilityPlot } from './plots.ts'
import { designsReport, report } from './report.ts'
import { coverage, surest } from './statistics.ts'
import { summarise } from './summary.ts'
import { svgPlot } from './svg-plot.ts'

const box = { x0: 40, y0: 20, x1: 60, y1: 30 }
const label = (text: string, region: string): Label => ({ box, text, region, ignored: false })
const reading = (text: string, probability: number): PlateReport => ({
  ...{ text, probability, rivals: [], jurisdiction: null, detection: 0.9 },
  corners: [
    [40, 20],
    [60, 20],
    [60, 30],
    [40, 30],
  ],
})
const look = (truth: string, said: string, probability: number, region = 'us-mo') =>
  judge({ path: 'p', labels: [label(truth, region)] }, [reading(said, probability)], false)

describe('bootstrap', () => {
  it('gives about the interval that theory gives for a mean, and the same one again', () => {
    const items = Array.from({ length: 400 }, (_, index) => Number(index % 5 === 0))
    const mean = (sample: readonly number[]) => sample.reduce((sum, each) => sum + each, 0) / sample.length
    const { value, low, high } = bootstrap(items, mean)
    expect(value).toBeCloseTo(0.2)
    // 1.96 × √(0.2 × 0.8 ÷ 400) = 0.0392
    expect(value - low).toBeGreaterThan(0.03)
    expect(value - low).toBeLessThan(0.05)
    expect(high - value).toBeGreaterThan(0.03)
    expect(high - value).toBeLessThan(0.05)
    expect(bootstrap(items, mean)).toEqual({ value, low, high })
  })
})

describe('abstention', () => {
  const claims = [
    ...Array.from({ length: 9 }, () => ({ probability: 0.9, isTrue: true })),
    { probability: 0.1, isTrue: false },
  ]
  it('looks at the surest alone', () => {
    expect(surest(claims, 0.9)).toMatchObject({ hits: 9, of: 9 })
    expect(surest(claims, 1)).toMatchObject({ hits: 9, of: 10 })
    expect(surest([...claims].reverse(), 0.9)).toMatchObject({ hits: 9, of: 9 })
    expect(coverage(claims).at(-1)?.right.share).toBe(0.9)
  })

  it('counts a plate that was not read among the least sure, as wrong', () => {
    const missed = judge({ path: 'p', labels: [label('AB1', 'us-mo')] }, [], false)
    const summary = summarise('s', 'm', [look('AB1', 'AB1', 0.9), missed], [], 0, new Map())
    expect([summary.surest90.hits, summary.surest90.of]).toEqual([1, 2])
  })
})

describe('light', () => {
  const size = { width: 100, height: 50, channels: 3 }
  const picture = (around: readonly number[], plate: readonly number[]) =>
    Uint8Array.from({ length: 100 * 50 * 3 }, (_, at) => {
      const [x, y] = [Math.floor(at / 3) % 100, Math.floor(at / 300)]
      const isPlate = x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1
      return (isPlate ? plate : around)[at % 3] ?? 0
    })

  it('is told by the surroundings, whatever the plate looks like', () => {
    expect(lightOf(picture([120, 140, 160], [255, 255, 255]), size, box)).toBe('day')
    expect(lightOf(picture([120, 140, 160], [0, 0, 0]), size, box)).toBe('day')
    expect(lightOf(picture([20, 25, 60], [255, 255, 255]), size, box)).toBe('night or infrared')
  })

  it('is infrared where there is no colour, however bright', () => {
    expect(lightOf(picture([140, 141, 140], [250, 30, 30]), size, box)).toBe('night or infrared')
  })

  it('takes the plate where a crop shows nothing else', () => {
    const all = { x0: 5, y0: 2, x1: 95, y1: 48 }
    expect(lightOf(picture([180, 200, 230], [180, 200, 230]), size, all)).toBe('day')
    expect(lightOf(picture([10, 10, 40], [10, 10, 40]), size, all)).toBe('night or infrared')
  })
})

describe('tables and plots', () => {
  const first = look('AB1', 'AB1', 0.9)
  const second = look('CD2', 'XX', 0.4, 'us-il')
  const part = { times: [10], unreadable: 0, lights: new Map() }
  const pooled = together([
    { judged: [first], ...part },
    { judged: [second], ...part, unreadable: 1 },
  ])
  const summary = summarise(
    'one+two',
    'model-7',
    pooled.judged,
    pooled.times,
    pooled.unreadable,
    pooled.lights,
  )

  it('pools sets and names figures, intervals and model', () => {
    const page = report(summary, false)
    expect(page).toContain('3 photographs, 2 transcribed plates, model `model-7`')
    expect(page).toContain('| exact | 50.0 % (9.5–90.5; 1/2) |')
    expect(page).toMatch(/\| Illinois \|.*0\/1\) \|\n/)
    expect(report(summary, true)).not.toContain('located')
  })

  it('has a row a kind of plate and a column a width', () => {
    const results: DesignResult[] = [
      { row: 'dealer', width: '60 px', judged: second },
      { row: 'dealer', width: '90 px', judged: first },
    ]
    expect(designsReport(results, 'm')).toContain('| dealer | 0/1 | 1/1 | 50.0 % (9.5–90.5; 1/2) |')
    expect(designsReport(results, 'm')).toContain('No state was told')
  })

  it('draws each point where it belongs', () => {
    const svg = reliabilityPlot(summary)
    // Claimed 0.9 and right: at 90 % of 58…440 across, at the top (40). Claimed 0.4 and wrong: at the bottom (330).
    expect(svg).toContain('<circle cx="401.8" cy="40"')
    expect(svg).toContain('<circle cx="210.8" cy="330"')
    expect(abstentionPlot(summary)).toContain('<polyline')
    expect([...svg.matchAll(/NaN|undefined|Infinity/g)]).toEqual([])
  })

  it('escapes what is written and keeps what lies below the axis on it', () => {
    const svg = svgPlot({
      ...{ title: 'a < b & c', x: '', y: '', from: 0.5, style: 'dots', hasDiagonal: false, note: '' },
      points: [{ x: 1, y: 0.2, low: 0.1, high: 0.75 }],
    })
    expect(svg).toContain('<title>a &lt; b &amp; c. </title>')
    expect(svg).toContain('d="M440 330V185"')
    expect(svg).toContain('cy="330"')
  })
})
