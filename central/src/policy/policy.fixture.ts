import { fileURLToPath } from 'node:url'
import { Policy } from '@archway/shared/policy'
import { readSettings } from '../settings-file.ts'

const read = readSettings(fileURLToPath(new URL('../../policy.yaml', import.meta.url)), Policy)
if (!read.ok) throw new Error(read.error.join('\n'))

/** The policy that is shipped. */
export const SHIPPED: Policy = read.value

/** The shipped policy with another retention, and a version of its own. */
export const withRetention = (days: number, nonhitDays = days): Policy => ({
  ...SHIPPED,
  version: `retention-${days}-${nonhitDays}`,
  retention: { days, nonhitDays },
})
