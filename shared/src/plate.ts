import { z } from 'zod'
import { fail, ok, type Result } from './result.ts'

/** The characters a plate can carry, in the order of the reader's classes 1–36. */
export const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export const MAX_PLATE_LENGTH = 10

/** A canonical plate: upper case, only letters and digits, one to ten of them. */
export const PlateText = z.string().regex(/^[A-Z0-9]{1,10}$/)
export type PlateText = z.infer<typeof PlateText>

/** What people type where there is no plate. A list entry with one of these would alert on nothing real. */
const PLACEHOLDERS = new Set(['NONE', 'NOPLATE', 'NOPLATES', 'NOTAG', 'UNK', 'UNKNOWN', 'UNKN', 'NA', 'NULL'])

/**
 * The one normaliser: every plate that enters the system, from a list, a person or a reader, passes here.
 * Spaces, hyphens and symbols carry no identity and are dropped; a letter that no plate of ours can carry is
 * refused rather than dropped, because dropping it would make another plate of it.
 */
export function normalisePlate(raw: string): Result<PlateText, string> {
  // Of the millions of plates on a list nearly all are written so.
  if (/^[A-Z0-9]{1,10}$/.test(raw) && !PLACEHOLDERS.has(raw)) return ok(raw)
  const upper = raw.normalize('NFKC').toUpperCase()
  const foreign = /[^\P{L}A-Z]|[^\P{N}0-9]/u.exec(upper)
  if (foreign) return fail(`character "${foreign[0]}" is not on any plate`)
  const plate = upper.replace(/[^A-Z0-9]/g, '')
  if (plate === '') return fail('no letter or digit')
  if (plate.length > MAX_PLATE_LENGTH) return fail(`${plate.length} characters; a plate has at most 10`)
  if (PLACEHOLDERS.has(plate)) return fail(`"${plate}" stands for a missing plate`)
  return ok(plate)
}

/**
 * Letter O read as digit 0 and letter I as digit 1. Sources such as the NCIC extract write them so. Folding
 * makes a *labelled candidate* for matching; it never replaces what was read.
 */
export const foldPlate = (plate: PlateText): PlateText => plate.replaceAll('O', '0').replaceAll('I', '1')

/** `us-mo`, `ca-on`, `mx-son`: ISO 3166-2 in lower case. */
export const Jurisdiction = z.string().regex(/^[a-z]{2}(-[a-z0-9]{1,3})?$/)
export type Jurisdiction = z.infer<typeof Jurisdiction>
