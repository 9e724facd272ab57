import { describe, expect, it } from 'vitest'
import { box } from '../photograph/scene.fixture.ts'
import { distinct } from './distinct.ts'

describe('distinct', () => {
  it('keeps the most probable of a plate that was found several times', () => {
    const twice = [
      { corners: box(102, 51, 80, 40), probability: 0.7 },
      { corners: box(100, 50, 80, 40), probability: 0.9 },
      { corners: box(110, 55, 40, 20), probability: 0.8 },
    ]
    expect(distinct(twice)).toEqual([twice[1]])
    const aside = { corners: box(130, 50, 80, 40), probability: 0.6 }
    expect(distinct([twice[1], aside].flatMap((each) => each ?? []))).toEqual([twice[1]])
  })

  it('keeps plates side by side, on two rows and touching', () => {
    const apart = [box(0, 0, 80, 40), box(80, 0, 80, 40), box(0, 40, 80, 40), box(70, 75, 80, 40)]
    expect(distinct(apart.map((corners) => ({ corners, probability: 0.9 })))).toHaveLength(4)
  })
})
