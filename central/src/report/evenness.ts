/** A part of the city and what of something it has. */
export interface Part {
  readonly name: string
  readonly residents: number
  readonly units: number
}

export interface Evenness {
  /** 0: every resident has as many units; towards 1: all units are where few live. */
  readonly gini: number
  /** How many times the city's own number of units for each resident. */
  readonly most: { readonly district: string; readonly times: number }
  readonly least: { readonly district: string; readonly times: number }
}

/**
 * How evenly units are spread over residents: the Gini coefficient of units among residents, as if within a district
 * all had the same share.
 * @returns null where there is nothing to spread, or nobody to spread it over
 */
export function evennessOf(parts: readonly Part[]): Evenness | null {
  const lived = parts.filter(({ residents }) => residents > 0)
  const residents = sum(lived.map((part) => part.residents))
  const units = sum(lived.map((part) => part.units))
  if (lived.length === 0 || units === 0) return null
  const byDensity = [...lived].sort((a, b) => a.units / a.residents - b.units / b.residents)
  let twiceUnderCurve = 0
  let unitsSoFar = 0
  for (const part of byDensity) {
    const before = unitsSoFar
    unitsSoFar += part.units / units
    twiceUnderCurve += (part.residents / residents) * (before + unitsSoFar)
  }
  const times = (part: Part | undefined) => ({
    district: part?.name ?? '',
    times: part ? part.units / units / (part.residents / residents) : 0,
  })
  return { gini: Math.max(0, 1 - twiceUnderCurve), most: times(byDensity.at(-1)), least: times(byDensity[0]) }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)
