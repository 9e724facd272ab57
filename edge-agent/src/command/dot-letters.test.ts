import { ALPHABET } from '@archway/shared/plate'
import { describe, expect, it } from 'vitest'
import { dotLetters, dotsWide } from './dot-letters.ts'

describe('dotLetters', () => {
  it('has a shape of its own for every character of a plate', () => {
    const shapes = [...`${ALPHABET}%.-`].map((char) => dotLetters(char, 0, 0, 1))
    for (const shape of shapes) expect(shape).not.toBe('')
    expect(new Set(shapes).size).toBe(shapes.length)
  })

  it('sets letters side by side within the width it tells', () => {
    const xs = [...dotLetters('MW', 10, 5, 2).matchAll(/M([\d.]+) ([\d.]+)/g)].map((found) =>
      Number(found[1]),
    )
    expect(Math.min(...xs)).toBe(10)
    expect(Math.max(...xs) + 2).toBe(10 + dotsWide('MW') * 2)
  })
})
