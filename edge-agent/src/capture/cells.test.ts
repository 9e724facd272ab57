import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsOf, isChanged, whereChanged } from './cells.ts'

const WIDTH = 640
const HEIGHT = 368

/** A grey road of one shade, and on it a rectangle of another. */
function picture(shade: number, block?: { x: number; y: number; w: number; h: number; shade: number }) {
  const bytes = new Uint8Array(WIDTH * HEIGHT * 3).fill(shade)
  if (block) {
    for (let y = block.y; y < block.y + block.h; y++) {
      bytes.fill(block.shade, (y * WIDTH + block.x) * 3, (y * WIDTH + block.x + block.w) * 3)
    }
  }
  return { kind: 'rgb', width: WIDTH, height: HEIGHT, bytes } as const
}

const road = picture(100)
const change = (block: Parameters<typeof picture>[1], shade = 100) => {
  const now = picture(shade, block)
  return {
    where: whereChanged(cellsOf(now), cellsOf(road), now),
    isSeen: isChanged(cellsOf(now), cellsOf(road)),
  }
}

describe('whereChanged', () => {
  it('holds whatever came into view, wherever it stands, on even cells', () => {
    const blocks = fc
      .record({
        w: fc.integer({ min: 64, max: 200 }),
        h: fc.integer({ min: 64, max: 120 }),
        shade: fc.integer({ min: 150, max: 255 }),
      })
      .chain(({ w, h, shade }) =>
        fc.record({
          x: fc.integer({ min: 0, max: WIDTH - w }),
          y: fc.integer({ min: 0, max: HEIGHT - h }),
          w: fc.constant(w),
          h: fc.constant(h),
          shade: fc.constant(shade),
        }),
      )
    fc.assert(
      fc.property(blocks, fc.integer({ min: 90, max: 110 }), (block, shade) => {
        const { where, isSeen } = change(block, shade)
        expect(isSeen).toBe(true)
        expect(where).not.toBe('nowhere')
        if (typeof where === 'string') return
        expect(where.left).toBeLessThanOrEqual(block.x)
        expect(where.top).toBeLessThanOrEqual(block.y)
        expect(where.left + where.width).toBeGreaterThanOrEqual(block.x + block.w)
        expect(where.top + where.height).toBeGreaterThanOrEqual(block.y + block.h)
        expect([where.left % 64, where.top % 64]).toEqual([0, 0])
        expect(where.width % 64 === 0 || where.left + where.width === WIDTH).toBe(true)
        expect(where.height % 64 === 0 || where.top + where.height === HEIGHT).toBe(true)
      }),
    )
  })

  it('is less than the picture where little has changed, and all of it where much has', () => {
    expect(change({ x: 300, y: 150, w: 70, h: 40, shade: 220 }).where).toEqual({
      left: 192,
      top: 64,
      width: 256,
      height: 192,
    })
    expect(change({ x: 40, y: 40, w: 560, h: 300, shade: 220 }).where).toBe('everywhere')
  })

  it('is nowhere when only the exposure has changed, and everywhere in a picture of another size', () => {
    expect(change(undefined, 130)).toEqual({ where: 'nowhere', isSeen: false })
    const other = { ...road, width: WIDTH / 2, height: HEIGHT * 2 }
    expect(whereChanged(cellsOf(other), cellsOf(road), other)).toBe('everywhere')
  })
})
