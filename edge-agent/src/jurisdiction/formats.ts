import type { Jurisdiction, PlateText } from '@archway/shared/plate'
import { z } from 'zod'

/** The kinds of a serial's characters: `LLDLDL` of AB1C2D. Separators and emblems are not part of it. */
const Pattern = z.string().regex(/^[LD]{1,10}$/, 'is not a serial of 1–10 letters L and digits D')

const Shares = z
  .record(Pattern, z.number().min(0).max(1))
  .refine((shares) => total(Object.values(shares)) <= 1 + 1e-6, 'has shares that exceed 1 together')

/** `formats.json`: of each jurisdiction's plates, the share of every pattern of serial. */
export const FormatsFile = z.record(z.string(), Shares)
export type FormatsFile = z.infer<typeof FormatsFile>

/** Shares of patterns by jurisdiction. Plain maps: it travels between threads. */
export interface Formats {
  readonly byJurisdiction: ReadonlyMap<Jurisdiction, ReadonlyMap<string, number>>
  /** The mean over the jurisdictions: what holds where nothing is known of the state. */
  readonly overall: ReadonlyMap<string, number>
}

export function formatsOf(file: FormatsFile): Formats {
  const byJurisdiction = new Map(
    Object.entries(file).map(([code, shares]) => [code, new Map(Object.entries(shares))]),
  )
  const overall = new Map<string, number>()
  for (const shares of byJurisdiction.values()) {
    for (const [pattern, share] of shares) {
      overall.set(pattern, (overall.get(pattern) ?? 0) + share / byJurisdiction.size)
    }
  }
  return { byJurisdiction, overall }
}

export const patternOf = (text: PlateText): string => text.replace(/[0-9]|[A-Z]/g, kindOf)

const kindOf = (char: string) => (char <= '9' ? 'D' : 'L')

/** How common a pattern is on plates of a jurisdiction, 0–1; the mean of all for one that has no formats. */
export function shareOf(formats: Formats, pattern: string, jurisdiction: Jurisdiction | null): number {
  const known = jurisdiction === null ? undefined : formats.byJurisdiction.get(jurisdiction)
  return (known ?? formats.overall).get(pattern) ?? 0
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
