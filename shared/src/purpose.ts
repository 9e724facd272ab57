import { z } from 'zod'

/** What the system may be used for; there is no fifth purpose and no "other" (Use Plan promise 10). */
export const Purpose = z.enum([
  'felony-investigation',
  'wanted-person-or-vehicle',
  'stolen-property',
  'missing-or-endangered-person',
])
export type Purpose = z.infer<typeof Purpose>

/** As a person writes it on a case: `26-014233`. It stands in the use log for ever: never a plate or a name. */
export const CaseNumber = z
  .string()
  .regex(
    /^[A-Z0-9](?:[A-Z0-9]|[-/](?=[A-Z0-9])){2,31}$/,
    'capital letters, digits, single hyphens and slashes, 3 to 32',
  )
export type CaseNumber = z.infer<typeof CaseNumber>
