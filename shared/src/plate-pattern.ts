import { z } from 'zod'
import { foldPlate, MAX_PLATE_LENGTH } from './plate.ts'
import { fail, ok, type Result } from './result.ts'

/**
 * A plate as far as somebody knows it: letters and digits, `?` for exactly one character, `*` for any run of them,
 * also for none. Canonical: upper case, no two `*` beside each other, at most ten characters besides `*`.
 */
export const PlatePattern = z
  .string()
  .regex(/^(?!.*\*\*)[A-Z0-9?*]{1,21}$/)
  .refine((text) => text.replaceAll('*', '').length <= MAX_PLATE_LENGTH)
export type PlatePattern = z.infer<typeof PlatePattern>

/** What a person typed. Spaces, hyphens and dots are dropped, as on plates. */
export function readPattern(raw: string): Result<PlatePattern, string> {
  const text = raw
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.\-–·]/g, '')
    .replace(/\*+/g, '*')
  const foreign = /[^A-Z0-9?*]/u.exec(text)
  if (foreign) return fail(`"${foreign[0]}" is on no plate; "?" stands for one character, "*" for any run`)
  if (text === '') return fail('no letter, digit, "?" or "*"')
  const parsed = PlatePattern.safeParse(text)
  return parsed.success ? ok(parsed.data) : fail(`a plate has at most ${MAX_PLATE_LENGTH} characters`)
}

/** Whether it is one plate and no other. */
export const isWhole = (pattern: PlatePattern): boolean => !/[?*]/.test(pattern)

/** How many characters are known. */
export const knownCharacters = (pattern: PlatePattern): number => pattern.replace(/[?*]/g, '').length

/** @param fold whether O may be 0, and I may be 1. @returns a test of canonical plates */
export function matcherOf(pattern: PlatePattern, fold: boolean): (plate: string) => boolean {
  const wanted = fold ? foldPlate(pattern) : pattern
  if (isWhole(pattern)) return fold ? (plate) => foldPlate(plate) === wanted : (plate) => plate === wanted
  const shape = new RegExp(`^${wanted.replaceAll('*', '.*').replaceAll('?', '.')}$`)
  return fold ? (plate) => shape.test(foldPlate(plate)) : (plate) => shape.test(plate)
}
