import type { DisclosureView, NewDisclosure } from '@archway/shared/api/disclosure'
import type { HoldView, ScheduleView } from '@archway/shared/api/hold'
import type { z } from 'zod'

export type Hold = z.infer<typeof HoldView>
export type Disclosure = z.infer<typeof DisclosureView>
export type Schedule = z.infer<typeof ScheduleView>
export type Basis = z.infer<typeof NewDisclosure>['basis']

export const HOLD_STATES: Readonly<Record<Hold['state'], string>> = {
  proposed: 'Waits for a second person',
  refused: 'Refused',
  securing: 'Approved, being copied',
  active: 'Kept',
  released: 'Released, destroyed',
}

/** How a state is coloured: what waits, what stands, and what is over. */
export const toneOf = (state: Hold['state'] | Disclosure['state']): 'warn' | 'good' | undefined =>
  state === 'proposed' || state === 'securing'
    ? 'warn'
    : state === 'active' || state === 'approved'
      ? 'good'
      : undefined

export const DISCLOSURE_STATES: Readonly<Record<Disclosure['state'], string>> = {
  proposed: 'Waits for a second person',
  approved: 'Approved',
  refused: 'Refused',
}

export const BASIS_NAMES: Readonly<Record<Basis, string>> = {
  'special-order': 'Special Order',
  'chief-authorisation': 'Authorisation of the Chief',
}

export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

/** What a code of the retention schedule means. */
export function termText({ title, years }: Schedule['entries'][number]): string {
  const term = years === 'permanent' ? 'for ever' : `${counted(years, 'year')} after the case is closed`
  return `${title}: ${term}`
}
