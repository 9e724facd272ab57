import { describe, expect, it } from 'vitest'
import { LEAST_PROBABILITY } from '../fuse/settings.ts'
import { box } from '../photograph/scene.fixture.ts'
import { sureOf } from '../read/lattice.fixture.ts'
import { plateOf } from './plate-report.ts'

const seen = (chance: number) =>
  plateOf(
    {
      detection: { corners: box(200, 100, 120, 60), probability: 0.7 },
      lattice: { ...sureOf('AB1C2D', 40, 0.9999), errorFloor: 1 - chance },
      jurisdiction: null,
    },
    null,
  )

describe('plateOf', () => {
  it('tells a text that may be a Read, and none that may not; the plate itself is told either way', () => {
    const read = seen(LEAST_PROBABILITY + 0.01)
    expect([read.text, read.detection]).toEqual(['AB1C2D', 0.7])
    const unread = seen(LEAST_PROBABILITY - 0.01)
    expect([unread.text, unread.probability, unread.rivals, unread.detection]).toEqual(['', 0, [], 0.7])
    expect(unread.corners).toEqual(read.corners)
  })
})
