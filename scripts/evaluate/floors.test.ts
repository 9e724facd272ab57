import { describe, expect, it } from 'vitest'
import type { PlateReport } from '../../edge-agent/src/command/plate-report.ts'
import type { Evaluated } from './evaluate-set.ts'
import { type Floor, figuresOf, floorsReport, readFloors } from './floors.ts'
import { judge } from './judge.ts'
import type { SetName } from './labels.ts'
import { statesOf, statesReport } from './states.ts'

const plate = (said: string | null, width = 100): PlateReport => ({
  ...{ text: 'AB1', probability: 0.9, rivals: [], detection: 0.9 },
  jurisdiction: said === null ? null : { code: said, probability: 0.9 },
  corners: [
    [0, 0],
    [width, 0],
    [width, 40],
    [0, 40],
  ],
})

/** A plate of `truth` that is told as `said`; null: abstained. */
const look = (truth: string, said: string | null, text = 'AB1', width = 100) =>
  judge(
    {
      path: 'p',
      labels: [{ box: { x0: 0, y0: 0, x1: width, y1: 40 }, text, region: truth, ignored: false }],
    },
    [plate(said, width)],
    false,
  )
const evaluated = (...judged: Evaluated['judged']): Evaluated => ({
  ...{ judged, times: judged.map(() => 1), unreadable: 0, lights: new Map() },
})
const verdicts = (...judged: Evaluated['judged']) => judged.flatMap((each) => each.verdicts)

describe('states', () => {
  const missed = judge(
    {
      path: 'p',
      labels: [{ box: { x0: 0, y0: 0, x1: 9, y1: 9 }, text: 'Z', region: 'us-il', ignored: false }],
    },
    [],
    false,
  )
  const some = verdicts(
    look('us-mo', 'us-mo'),
    look('us-mo', 'us-ks'),
    look('us-ks', null),
    look('us-tx', 'us-ok'),
    look('us-tx', 'us-ok'),
    look('ca-on', 'us-ny'),
    missed,
  )

  it('are counted where the state is known: what is told, and of that what is right', () => {
    const states = statesOf(some)
    expect(states?.all.told).toMatchObject({ hits: 4, of: 6 })
    expect(states?.all.right).toMatchObject({ hits: 1, of: 4 })
    expect(states?.byHome.Missouri?.right).toMatchObject({ hits: 1, of: 2 })
    expect(states?.byHome.Illinois?.told).toMatchObject({ hits: 0, of: 1 })
    expect(states?.byHome.elsewhere?.told).toMatchObject({ hits: 2, of: 2 })
    expect(states?.confusions).toEqual([
      { truth: 'us-tx', said: 'us-ok', count: 2 },
      { truth: 'us-mo', said: 'us-ks', count: 1 },
    ])
  })

  it('are a table of rates and one of the commonest errors', () => {
    const page = statesReport(statesOf(some) ?? expect.fail('no states')).join('\n')
    expect(page).toMatch(/\| all \| 25\.0 % .*1\/4\) \| 33\.3 % .*2\/6\) \|/)
    expect(page).toMatch(/\| us-tx \| us-ok \| 2 \|\n\| us-mo \| us-ks \| 1 \|/)
    expect(statesReport(statesOf(verdicts(look('us-mo', null))) ?? expect.fail('none'))[0]).toMatch(
      /No state/,
    )
    expect(statesOf(verdicts(look('ca-on', 'us-ny')))).toBeNull()
  })
})

describe('floors', () => {
  const sets = new Map<SetName, Evaluated>([
    ['us-scenes', evaluated(look('us-mo', null), look('us-mo', null, 'XY2'), look('us-il', null, 'AB1', 50))],
    ['us-crops', evaluated(look('us-mo', 'us-mo'), look('us-il', null))],
  ])

  it('are held against the figures of their own set and kind of plate', () => {
    const figures = figuresOf(sets, 2.6)
    expect(figures['scenes.folded']).toBeCloseTo(2 / 3)
    expect(figures['scenes.missouri']).toBe(0.5)
    expect(figures['scenes.under80']).toBe(1)
    expect(figures['crops.state']).toBe(1)
    expect(figures['crops.abstained']).toBe(0.5)
    expect(figures['openImages.from60']).toBeNull()
    // Claimed 0.9 for each of five, of which four are right.
    expect(figures['pooled.ece']).toBeCloseTo(0.1)
  })

  it('are a table that says what holds, what does not, and what was not measured', async () => {
    const floors = await readFloors()
    expect(floors).toHaveLength(15)
    const page = floorsReport(floors, figuresOf(sets, 2.6), 'm-1')
    expect(page).toContain('| us-crops, folded | at least 0.930 | 0.980 | 1.000 | yes |')
    expect(page).toContain('| us-scenes, Missouri, folded | at least 0.920 | 0.990 | 0.500 | **no** |')
    expect(page).toMatch(/ECE\), folded \| at most 0\.040 \| 0\.010 \| 0\.100 \| \*\*no\*\* \|/)
    expect(page).toContain('| int8 graphs on disk, MB | at most 6 | 2 | 2.6 | yes |')
    expect(page).toMatch(/open-images-us.*\| not measured \| – \|/)
    expect(page).toMatch(/two angles.*\| see `--fusion` \| – \|/)
  })

  it('hold at the floor itself, by either side', () => {
    const floor = (holds: Floor['holds']): Floor => ({ id: 'a', measure: 'a', floor: 0.5, aim: 0.9, holds })
    const isHeld = (holds: Floor['holds'], figure: number) =>
      floorsReport([floor(holds)], { a: figure }, 'm').includes('| yes |')
    expect([isHeld('at least', 0.5), isHeld('at least', 0.49)]).toEqual([true, false])
    expect([isHeld('at most', 0.5), isHeld('at most', 0.51)]).toEqual([true, false])
  })
})
