import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flush, fuse, letTimePass } from './fuse.ts'
import { at, drive, empty, glimpse, inOrder, START, says, textsOf, through } from './passing-by.fixture.ts'
import { FUSE_DEFAULTS, type FuseSettings } from './settings.ts'
import { NOTHING_SEEN } from './state.ts'

const oneCamera: FuseSettings = { ...FUSE_DEFAULTS, angles: 1 }

const plate = fc.stringMatching(/^[A-Z]{3}[0-9]{3,4}$/)
const twoPlates = fc
  .tuple(plate, plate)
  .filter(([a, b]) => [...a].filter((char, index) => char !== b[index]).length >= 2)

describe('one passing', () => {
  it('is one Read with both angles, closed on confidence while the plate is still in view', () => {
    const { reads } = drive(inOrder(through(1, 'ABC123'), through(2, 'ABC123', { from: 50 })))
    expect(textsOf(reads)).toEqual(['ABC123'])
    expect(reads[0]?.passing.views.map((view) => view.angle)).toEqual([1, 2])
    expect(reads[0]?.closedAt).toBeLessThanOrEqual(400)
    expect(reads[0]?.passing.posterior.candidates[0]?.probability).toBeGreaterThan(0.9)
  })

  it('is never two Reads, whatever the frame rate, speed, dropped frames and skew of the cameras', () => {
    fc.assert(
      fc.property(
        plate,
        fc.integer({ min: 60, max: 400 }),
        fc.integer({ min: 0, max: 600 }),
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.double({ min: 0.7, max: 0.99, noNaN: true }),
        (text, every, skew, speed, dropped, certainty) => {
          const all = inOrder(
            through(1, text, { every, speed, certainty }),
            through(2, text, { from: skew, until: 1500 + skew, every: every + 7, speed, certainty, y: 500 }),
          )
          const seen = all.filter((_, index) => !dropped.some((drop) => drop % all.length === index))
          const { reads, outcomes } = drive(seen)
          expect(textsOf(reads)).toEqual([text])
          const glimpses = seen.reduce((sum, moment) => sum + moment.glimpses.length, 0)
          expect(outcomes.contributed + outcomes.absorbed).toBe(glimpses)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('says the same when the two cameras are served in another order', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (coin) => {
        const left = through(1, 'KLM4567', { certainty: 0.6, until: 500 })
        const right = through(2, 'KLM4567', { certainty: 0.6, until: 500 })
        const patient = {
          ...FUSE_DEFAULTS,
          closing: { ...FUSE_DEFAULTS.closing, probability: 1, lostMs: 9000, longestMs: 9000 },
        }
        const straight = drive(inOrder(left, right), patient).reads
        const [a, b] = [[...left], [...right]]
        const shuffled = []
        while (a.length + b.length > 0) {
          const next = ((a.length > 0 && coin.next().value) || b.length === 0 ? a : b).shift()
          if (next) shuffled.push(next)
        }
        const other = drive(shuffled, patient).reads
        expect(other.length).toBe(1)
        expect(other[0]?.passing.posterior.candidates[0]?.probability).toBeCloseTo(
          straight[0]?.passing.posterior.candidates[0]?.probability ?? -1,
          6,
        )
      }),
      { numRuns: 20 },
    )
  })

  it('survives a missed frame and a passing obstacle', () => {
    const seen = through(1, 'ABC123', { until: 2500, certainty: 0.6 }).map((moment) =>
      moment.at > 500 && moment.at < 1600 ? { ...moment, glimpses: [] } : moment,
    )
    expect(textsOf(drive(seen, oneCamera).reads)).toEqual(['ABC123'])
  })

  it('keeps as evidence the most legible look of each angle, not the first or the largest', () => {
    const seen = through(1, 'ABC123', { until: 150, every: 50, certainty: 0.6 })
    const sharp = { camera: 1 as const, at: 75, glimpses: [glimpse(says('ABC123', 0.99), at(130, 300))] }
    const { reads } = drive(inOrder(seen, [sharp]), oneCamera)
    expect(reads[0]?.passing.views[0]?.best.seen.frame.capturedAt).toBe(START + 75)
    expect(reads[0]?.passing.views[0]?.count).toBe(5)
  })

  it('closes without the other angle after a short wait, so that a hit is never late', () => {
    const { reads } = drive(inOrder(through(1, 'ABC123'), empty(2, 0, 1500)))
    expect(reads[0]?.closedAt).toBe(FUSE_DEFAULTS.closing.waitMs)
    expect(reads[0]?.passing.views.length).toBe(1)
  })

  it('takes the late second angle of a closed Read in, and makes no second Read of it', () => {
    const late = through(2, 'ABC123', { from: 1200, until: 2500 })
    const { reads, outcomes } = drive(inOrder(through(1, 'ABC123'), late))
    expect(textsOf(reads)).toEqual(['ABC123'])
    expect(outcomes.absorbed).toBeGreaterThanOrEqual(late.length)
  })

  it('closes an unsure plate when it is gone, by the frames of its own camera', () => {
    const unsure = through(1, 'ABC123', { until: 300, certainty: 0.55 })
    const { reads } = drive([...unsure, ...empty(1, 400, 2000)], oneCamera)
    expect(reads[0]?.closedAt).toBe(1100)
    expect(reads[0]?.passing.posterior.candidates[0]?.probability).toBeLessThan(0.9)
  })

  it('takes in the poor look of the other angle, which names the wrong strings, once it is over', () => {
    const clear = through(1, 'ABC1234', { until: 600, certainty: 0.98 })
    const smeared = { camera: 2 as const, at: 300, glimpses: [glimpse(says('A8C1Z34', 0.93), at(100, 300))] }
    const later = [...empty(1, 700, 2500), ...empty(2, 400, 2500)]
    expect(textsOf(drive(inOrder(clear, [smeared], later)).reads)).toEqual(['ABC1234'])
    expect(textsOf(drive(inOrder(clear, [smeared])).reads)).toEqual(['ABC1234'])
    // As sure as this it is the next car, and a text with little in common is one however poor.
    const next = { ...smeared, glimpses: [glimpse(says('A8C1Z34', 0.998), at(100, 300))] }
    expect(textsOf(drive(inOrder(clear, [next], later)).reads).sort()).toEqual(['A8C1Z34', 'ABC1234'])
    const stranger = { ...smeared, glimpses: [glimpse(says('XYZ1987', 0.93), at(100, 300))] }
    expect(textsOf(drive(inOrder(clear, [stranger], later)).reads).sort()).toEqual(['ABC1234', 'XYZ1987'])
  })

  it('makes no Read of what nobody could read, and says so', () => {
    const illegible = Array.from({ length: 4 }, (_, index) => ({
      camera: 1 as const,
      at: index * 100,
      glimpses: [glimpse(says('ABC123', 0.05), at(100, 300))],
    }))
    const { reads, outcomes } = drive([...illegible, ...empty(1, 500, 2000)], oneCamera)
    expect(reads).toEqual([])
    expect(outcomes.unreadable).toBe(4)
  })
})

describe('two plates', () => {
  it('in one frame are two Reads', () => {
    fc.assert(
      fc.property(twoPlates, ([one, other]) => {
        const seen = through(1, one).map((moment, index) => ({
          ...moment,
          glimpses: [...moment.glimpses, glimpse(says(other, 0.9), at(900 - index * 20, 500))],
        }))
        expect(textsOf(drive(seen, oneCamera).reads).sort()).toEqual([one, other].sort())
      }),
      { numRuns: 30 },
    )
  })

  it('that cross keep their own text', () => {
    const seen = Array.from({ length: 21 }, (_, index) => ({
      camera: 1 as const,
      at: index * 50,
      glimpses: [
        glimpse(says('ABC123', 0.6), at(100 + index * 20, 300)),
        glimpse(says('XYZ789', 0.6), at(500 - index * 20, 345)),
      ],
    }))
    const patient = { ...oneCamera, closing: { ...oneCamera.closing, probability: 1 } }
    const { reads } = drive(seen, patient)
    expect(textsOf(reads).sort()).toEqual(['ABC123', 'XYZ789'])
    for (const { passing } of reads) expect(passing.views[0]?.count).toBe(21)
  })

  it('one behind the other, in the same place, are two Reads', () => {
    const first = through(1, 'ABC123', { until: 400, speed: 0 })
    const second = through(1, 'XYZ789', { from: 500, until: 900, speed: 0 })
    expect(textsOf(drive([...first, ...second], oneCamera).reads)).toEqual(['ABC123', 'XYZ789'])
  })

  it('of neighbouring numbers, side by side at both cameras, are paired each with its own', () => {
    const seen = ([1, 2] as const).flatMap((camera) =>
      Array.from({ length: 8 }, (_, index) => ({
        camera,
        at: index * 100,
        glimpses: [
          glimpse(says('ABC1234', 0.97), at(100 + index * 10, 300)),
          glimpse(says('ABC1235', 0.97), at(600 + index * 10, 300)),
        ],
      })),
    )
    const { reads } = drive(inOrder(seen))
    expect(textsOf(reads).sort()).toEqual(['ABC1234', 'ABC1235'])
    for (const { passing } of reads) expect(passing.views.length).toBe(2)
  })

  it('found twice in one frame are one', () => {
    const seen = through(1, 'ABC123').map((moment) => ({
      ...moment,
      glimpses: [...moment.glimpses, ...moment.glimpses],
    }))
    expect(textsOf(drive(seen, oneCamera).reads)).toEqual(['ABC123'])
  })
})

describe('after closing', () => {
  it('a parked car is one Read, also when it is hidden for minutes', () => {
    const parked = (from: number, until: number) =>
      through(1, 'ABC123', { from, until, every: 500, speed: 0 }).map((moment) => ({
        ...moment,
        glimpses: [glimpse(says('ABC123', 0.9), at(100, 300))],
      }))
    const seen = [...parked(0, 20_000), ...empty(1, 20_500, 140_000, 500), ...parked(140_500, 150_000)]
    expect(textsOf(drive(seen, oneCamera).reads)).toEqual(['ABC123'])
  })

  it('a vehicle that drove away and comes back later is a new Read', () => {
    const seen = [
      ...through(1, 'ABC123'),
      ...empty(1, 1600, 15_000),
      ...through(1, 'ABC123', { from: 15_100, until: 16_500 }),
    ]
    expect(textsOf(drive(seen, oneCamera).reads)).toEqual(['ABC123', 'ABC123'])
  })

  it('holds no image of a closed passing, and nothing at all of it later', () => {
    const { state } = drive([...through(1, 'ABC123'), ...empty(1, 1600, 5000)], oneCamera)
    expect(state.closed.length).toBe(1)
    expect(JSON.stringify(state.closed)).not.toContain('pixels')
    const later = letTimePass(state, START + 60_000, oneCamera).state
    expect(later).toMatchObject({ open: [], closed: [], tracks: [] })
  })
})

it('holds no more looks and frames of a long passing than of a short one', () => {
  let state = NOTHING_SEEN
  const never = { ...oneCamera, closing: { ...oneCamera.closing, probability: 1, longestMs: 1e9 } }
  for (const [sequence, moment] of through(1, 'ABC123', { until: 20_000, speed: 0.01 }).entries()) {
    const frame = {
      camera: 'camera-1',
      angle: 1 as const,
      sequence,
      capturedAt: START + moment.at,
      pixels: { kind: 'encoded' as const, bytes: new Uint8Array(1) },
    }
    state = fuse(state, { frame, width: 1280, height: 720 }, moment.glimpses, never).state
  }
  expect(state.open[0]?.views[0]?.count).toBe(201)
  expect(state.open[0]?.views[0]?.sights.length).toBe(8)
  expect(flush(state, never).closed.length).toBe(1)
})

it('lets time pass for a camera that stopped', () => {
  const frame = {
    camera: 'camera-1',
    angle: 1 as const,
    sequence: 0,
    capturedAt: START,
    pixels: { kind: 'encoded' as const, bytes: new Uint8Array(1) },
  }
  const seen = [glimpse(says('ABC123', 0.8), at(0, 0))]
  const step = fuse(NOTHING_SEEN, { frame, width: 1280, height: 720 }, seen, oneCamera)
  expect(step.closed).toEqual([])
  expect(letTimePass(step.state, START + 500, oneCamera).closed).toEqual([])
  expect(letTimePass(step.state, START + 1000, oneCamera).closed.length).toBe(1)
})
