import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('./theme.css', import.meta.url), 'utf8')
const tokensOf = (block: string) =>
  new Map([...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]))
const [darkBlock = '', lightBlock = ''] = css.split(':root[data-theme="light"]')
const dark = tokensOf(darkBlock)
const light = new Map([...dark, ...tokensOf(lightBlock)])

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const SURFACES = ['ground', 'surface', 'raised', 'sunken']
const TEXT_ON: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...SURFACES, 'actionable-tint', 'look-tint', 'warn-tint', 'bad-tint']],
  ['muted', [...SURFACES, 'actionable-tint', 'look-tint']],
  ['actionable', SURFACES],
  ['look', ['ground', 'surface', 'look-tint']],
  ['good', ['surface', 'raised', 'sunken']],
  ['warn', [...SURFACES, 'warn-tint']],
  ['bad', [...SURFACES, 'bad-tint']],
  ['on-actionable', ['actionable-ground']],
  ['on-caution', ['caution-ground']],
  ['on-accent', ['accent-ground', 'accent-ground-hover']],
]

describe.each([
  ['dark', dark],
  ['light', light],
] as const)('%s theme', (_, tokens) => {
  test('every text keeps 4.5:1 on every surface it stands on', () => {
    const colour = (name: string) => {
      const value = tokens.get(name)
      if (!value) throw new Error(`theme.css has no --${name}`)
      return value
    }
    const weak = TEXT_ON.flatMap(([text, grounds]) =>
      grounds
        .map((ground) => ({ text, ground, ratio: contrast(colour(text), colour(ground)) }))
        .filter(({ ratio }) => ratio < 4.5),
    )
    expect(weak).toEqual([])
  })

  test('borders of controls and the focus ring keep 3:1', () => {
    for (const name of ['line-strong', 'focus']) {
      for (const ground of SURFACES) {
        const ratio = contrast(tokens.get(name) ?? '', tokens.get(ground) ?? '')
        expect(ratio, `${name} on ${ground}`).toBeGreaterThanOrEqual(3)
      }
    }
  })
})
