import { describe, expect, it } from 'vitest'
import { FormatsFile, formatsOf, patternOf, shareOf } from './formats.ts'

const formats = formatsOf({ 'us-mo': { LLD: 0.6, LDD: 0.2 }, 'us-il': { LDD: 0.4 } })

describe('formats', () => {
  it('tell letters from digits', () => {
    expect(patternOf('AB1C2D')).toBe('LLDLDL')
    expect(patternOf('0OI19Z')).toBe('DLLDDL')
  })

  it('are the mean of all jurisdictions where one has none', () => {
    expect(shareOf(formats, 'LLD', 'us-mo')).toBe(0.6)
    expect(shareOf(formats, 'LLD', 'us-il')).toBe(0)
    for (const code of ['us-ks', 'xx', null]) expect(shareOf(formats, 'LDD', code)).toBeCloseTo(0.3)
    expect(shareOf(formats, 'DDD', null)).toBe(0)
  })

  it.each([
    [{ 'us-mo': { LLX: 0.5 } }, /letters L and digits D/],
    [{ 'us-mo': { LLD: 0.8, LDD: 0.4 } }, /exceed 1/],
    [{ 'us-mo': { LLD: -0.1 } }, /0/],
  ])('refuse %o', (file, message) => {
    expect(FormatsFile.safeParse(file).error?.message).toMatch(message)
  })
})
