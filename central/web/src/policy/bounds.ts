import { Policy } from '@archway/shared/policy'
import { z } from 'zod'
import type { Field } from './fields.ts'
import { perCent, valueAt } from './values.ts'

interface Bounds {
  readonly type?: string
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
}

/** The very schema that the server refuses by: no ceiling is written down twice. */
const SCHEMA = z.toJSONSchema(Policy, { io: 'input', unrepresentable: 'any' })

/** What a number of the policy may be: `0 to 90 days, whole`. */
export function boundsText(field: Field & { kind: 'number' | 'share' }): string {
  const found = valueAt(SCHEMA, `properties.${field.path.replaceAll('.', '.properties.')}`)
  const { type, minimum, exclusiveMinimum, maximum } = (found ?? {}) as Bounds
  const shown = (bound: number) => (field.kind === 'share' ? perCent(bound) : bound).toLocaleString('en-US')
  const least = minimum ?? exclusiveMinimum
  const range = [
    least === undefined ? '' : exclusiveMinimum === undefined ? shown(least) : `more than ${shown(least)}`,
    maximum === undefined ? '' : `${exclusiveMinimum === undefined ? 'to' : 'and at most'} ${shown(maximum)}`,
  ].join(' ')
  const unit = field.kind === 'share' ? '%' : field.unit
  return `${range.trim()} ${unit}${type === 'integer' ? ', whole' : ''}`
}
