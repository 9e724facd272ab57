import { z } from 'zod'

/**
 * The offices that the Use Plan tells apart (promises 24–27). A person may hold several; no role includes
 * another. `officer` sees alerts in the car; `operator` works at the RTCC; `auditor` is the Bureau of
 * Professional Standards.
 */
export const Role = z.enum([
  'officer',
  'operator',
  'supervisor',
  'rtcc-commander',
  'program-commander',
  'it-administrator',
  'auditor',
])
export type Role = z.infer<typeof Role>
