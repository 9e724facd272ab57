import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { PlateReport } from '../../edge-agent/src/command/plate-report.ts'
import { contactSheet } from './contact-sheet.ts'
import { iouOf, judge } from './judge.ts'
import { type Label, parseCsv } from './labels.ts'
import { calibration, wilson } from './statistics.ts'
import { quantile, summarise } from './summary.ts'

const label = (text: string, x0: number, more: Partial<Label> = {}): Label => ({
  ...{ text, region: 'us-mo', ignored: false },
  box: { x0, y0: 0, x1: x0 + 100, y1: 50 },
  ...more,
})
const plate = (
  text: string,
  x: number,
  probability = 0.9,
  rivals: PlateReport['rivals'] = [],
): PlateReport => ({
  ...{ text, probability, rivals, jurisdiction: null, detection: 0.9 },
  corners: [
    [x, 0],
    [x + 100, 0],
    [x + 100, 50],
    [x, 50],
  ],
})

describe('judge', () => {
  it('lets the text in the labelled box decide, exact and folded', () => {
    const photograph = { path: 'p', labels: [label('AB10', 0), label('ZZ9', 300)] }
    const { verdicts, located, plates, surplus } = judge(
      photograph,
      [plate('ABIO', 5), plate('ZZ9', 330)],
      false,
    )
    expect(verdicts.map(({ exact, folded }) => [exact, folded])).toEqual([
      [false, true],
      [true, true],
    ])
    expect([located, plates, surplus.length]).toEqual([2, 2, 0])
  })

  it('counts a plate that was not found as wrong and a reading beside every label as surplus', () => {
    const { verdicts, located, surplus } = judge(
      { path: 'p', labels: [label('AB1', 0)] },
      [plate('AB1', 500)],
      false,
    )
    expect(verdicts.map(({ text, exact, folded, iou }) => [text, exact, folded, iou])).toEqual([
      ['', false, false, 0],
    ])
    expect([located, surplus.length]).toEqual([0, 1])
  })

  it('reads a loosely located plate, but does not call it located', () => {
    const { verdicts, located } = judge({ path: 'p', labels: [label('AB1', 0)] }, [plate('AB1', 60)], false)
    expect([verdicts[0]?.exact, located]).toEqual([true, 0])
  })

  it('asks nothing of an unreadable plate and no text of an untranscribed one', () => {
    const labels = [label('', 0), label('', 300, { ignored: true })]
    const judged = judge({ path: 'p', labels }, [plate('AAA', 0), plate('BBB', 300)], false)
    expect([judged.verdicts.length, judged.plates, judged.located, judged.surplus.length]).toEqual([
      0, 1, 1, 0,
    ])
  })

  it('counts a plate that shows no text as found, and as no surplus reading where none is labelled', () => {
    const labels = [label('AB1', 0)]
    const judged = judge({ path: 'p', labels }, [plate('', 0, 0), plate('', 500, 0)], false)
    expect([judged.located, judged.surplus.length, judged.verdicts[0]?.folded]).toEqual([1, 0, false])
  })

  it('gives each reading to one label only', () => {
    const labels = [label('AB1', 0), label('AB1', 40)]
    const { verdicts } = judge({ path: 'p', labels }, [plate('AB1', 20)], false)
    expect(verdicts.filter((verdict) => verdict.exact).length).toBe(1)
  })

  it('sums the mass of what folds alike', () => {
    const reading = plate('ABO', 0, 0.5, [
      { text: 'AB0', probability: 0.3 },
      { text: 'AB8', probability: 0.1 },
    ])
    const { verdicts } = judge({ path: 'p', labels: [label('AB0', 0)] }, [reading], false)
    expect(verdicts[0]?.foldedProbability).toBeCloseTo(0.8)
  })
})

describe('statistics', () => {
  it('wilson has the published interval and always holds the share', () => {
    const { low, high } = wilson(51, 79)
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.536', '0.742'])
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (of, part) => {
          const { share, ...interval } = wilson(Math.round(of * part), of)
          expect(interval.low).toBeLessThanOrEqual(share + 1e-12)
          expect(interval.high).toBeGreaterThanOrEqual(share - 1e-12)
        },
      ),
    )
  })

  it('calibration is 0 where claims are kept and the gap where they are not', () => {
    const claims = (probability: number, right: number, of: number) =>
      Array.from({ length: of }, (_, index) => ({ probability, isTrue: index < right }))
    expect(calibration([...claims(0.75, 75, 100), ...claims(0.2, 20, 100)]).ece).toBeCloseTo(0)
    expect(calibration(claims(0.95, 60, 100)).ece).toBeCloseTo(0.35)
    expect(calibration(claims(1, 1, 1)).bins[9]?.count).toBe(1)
    expect(calibration([]).ece).toBe(0)
  })

  it('quantile and iou are what they say', () => {
    expect([quantile([5, 1, 3], 0.5), quantile([5, 1, 3], 0.95), quantile([], 0.5)]).toEqual([3, 5, 0])
    expect(iouOf({ x0: 0, y0: 0, x1: 10, y1: 10 }, { x0: 5, y0: 0, x1: 15, y1: 10 })).toBeCloseTo(1 / 3)
    expect(iouOf({ x0: 0, y0: 0, x1: 10, y1: 10 }, { x0: 10, y0: 0, x1: 15, y1: 10 })).toBe(0)
  })
})

describe('summarise', () => {
  it('counts over all photographs, by width and by region', () => {
    const wide = judge(
      { path: 'a', labels: [label('AB1', 0)] },
      [plate('AB1', 0), plate('X', 500, 0.2)],
      false,
    )
    const narrow = label('CD2', 0, { region: 'us-il', box: { x0: 0, y0: 0, x1: 50, y1: 25 } })
    const missed = judge({ path: 'b', labels: [narrow] }, [], false)
    const summary = summarise(
      'set',
      'm',
      [wide, missed],
      [10, 30],
      1,
      new Map([[narrow, 'night or infrared']]),
    )
    expect(summary.photographs).toBe(3)
    expect(summary.all.folded.share).toBe(0.5)
    expect(summary.byWidth['under 60 px']?.folded.hits).toBe(0)
    expect(summary.byWidth['80–119 px']?.folded.hits).toBe(1)
    expect(summary.byRegion['us-il']?.located.hits).toBe(0)
    expect(summary.surplusPerPhotograph.value).toBeCloseTo(1 / 3)
    expect(summary.confidentSurplusPerPhotograph.value).toBe(0)
    expect(summary.byLight['night or infrared']?.exact.of).toBe(1)
    expect(summary.byHome.Missouri?.folded.hits).toBe(1)
    expect(summary.byHome.Illinois?.folded.hits).toBe(0)
  })
})

describe('parseCsv', () => {
  const head = 'file,width,height,x0,y0,x1,y1,text,region,source\n'
  it('reads rows and refuses what it would misread, naming the line', () => {
    expect(parseCsv(`${head}a.jpg,100,50,1,2,30,20,AB1,us-mo,s\n`)[0]).toMatchObject({ x1: 30, text: 'AB1' })
    expect(() => parseCsv(`${head}a.jpg,100,50,1,2,30,20,AB1,us-mo\n`)).toThrow(/line 2/)
    expect(() => parseCsv(`${head}a.jpg,100,50,1,2,30,20,ab-1,us-mo,s\n`)).toThrow(/line 2.*text/s)
  })
})

describe('contactSheet', () => {
  it('shows each failure in a tile of its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'archway-evaluate-'))
    const path = join(folder, 'a.png')
    const blue = { create: { width: 100, height: 50, channels: 3, background: 'blue' } } as const
    await sharp({ create: { width: 320, height: 240, channels: 3, background: 'black' } })
      .composite([{ input: blue, left: 100, top: 100 }])
      .toFile(path)
    const at = label('ZZZ', 100, { box: { x0: 100, y0: 100, x1: 200, y1: 150 } })
    const { verdicts } = judge({ path, labels: [at] }, [], false)
    const sheet = await contactSheet(Array.from({ length: 7 }, () => verdicts).flat())
    const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([1500, 380])
    const blueAt = (x: number, y: number) => data[(y * info.width + x) * 3 + 2] ?? 0
    expect(blueAt(150, 75)).toBeGreaterThan(100)
    expect(blueAt(450, 265)).toBeGreaterThan(100)
    expect(blueAt(750, 265)).toBeLessThan(60)
    await rm(folder, { recursive: true })
  })
})
