import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldPlate, normalisePlate, PlateText } from './plate.ts'

const plates = fc.stringMatching(/^[A-Z0-9]{1,10}$/).filter((text) => normalisePlate(text).ok)

describe('normalisePlate', () => {
  it('drops what carries no identity', () => {
    expect(normalisePlate(' ab1-c2d·')).toEqual({ ok: true, value: 'AB1C2D' })
    expect(normalisePlate('ＡＢ１')).toEqual({ ok: true, value: 'AB1' })
  })

  it('refuses what stands for a missing plate, what is empty and what is too long', () => {
    for (const raw of ['none', 'U N K', 'no plate', '', ' - ', 'ABCDEFGHIJK']) {
      expect(normalisePlate(raw).ok, raw).toBe(false)
    }
  })

  it('refuses a foreign letter instead of making another plate by dropping it', () => {
    expect(normalisePlate('АВ123').ok).toBe(false)
    expect(normalisePlate('ÅB123').ok).toBe(false)
    expect(normalisePlate('١٢٣').ok).toBe(false)
  })

  it('is idempotent, whatever separators and case were typed', () => {
    const separators = fc.constantFrom('', ' ', '-', '.', '·')
    fc.assert(
      fc.property(plates, separators, fc.boolean(), (plate, separator, lower) => {
        const typed = [...plate].join(separator)
        expect(normalisePlate(lower ? typed.toLowerCase() : typed)).toEqual({ ok: true, value: plate })
      }),
    )
  })

  it('never throws, and what it accepts is canonical', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (raw) => {
        const plate = normalisePlate(raw)
        if (plate.ok) expect(PlateText.safeParse(plate.value).success).toBe(true)
        else expect(plate.error).not.toBe('')
      }),
    )
  })
})

describe('foldPlate', () => {
  it('folds O and I, only those, and keeps the length', () => {
    expect(foldPlate('OI0IQ8B')).toBe('0101Q8B')
    fc.assert(
      fc.property(plates, (plate) => {
        const folded = foldPlate(plate)
        expect(folded).toHaveLength(plate.length)
        expect(foldPlate(folded)).toBe(folded)
        expect(folded).not.toMatch(/[OI]/)
      }),
    )
  })
})
