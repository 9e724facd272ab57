import type { Policy } from '@archway/shared/policy'
import { Role } from '@archway/shared/role'
import { ROLE_NAMES } from '../people/words.ts'
import { FIELDS, type Field } from './fields.ts'

/** What stands at a path of a policy; undefined: nothing. */
export function valueAt(policy: unknown, path: string): unknown {
  let found = policy
  for (const key of path.split('.')) {
    if (found === null || typeof found !== 'object') return undefined
    found = (found as Readonly<Record<string, unknown>>)[key]
  }
  return found
}

/** Per cent of a share, without the last digits of a float: 0.07 is 7. */
export const perCent = (share: number): number => Number((share * 100).toFixed(6))

/** A value of a policy in words, with its unit. A category that is not named is denied. */
export function valueText(field: Field, policy: Policy): string {
  const value = valueAt(policy, field.path)
  switch (field.kind) {
    case 'number':
      return `${Number(value).toLocaleString('en-US')} ${field.unit}`
    case 'share':
      return `${perCent(Number(value))} %`
    case 'flag':
      return value === true ? 'yes' : 'no'
    case 'choice':
      return field.options[String(value ?? 'deny')] ?? String(value)
    case 'roles':
      // In one order: which comes first means nothing.
      return (
        Role.options
          .filter((role) => (value as readonly Role[]).includes(role))
          .map((role) => ROLE_NAMES[role])
          .join(', ') || 'nobody'
      )
    case 'text':
      return value === null ? (field.empty ?? '') : String(value)
  }
}

/** What differs between two policies, in words. */
export interface Difference {
  readonly path: string
  readonly label: string
  readonly from: string
  readonly to: string
}

export const differences = (from: Policy, to: Policy): Difference[] =>
  FIELDS.map((field) => ({
    path: field.path,
    label: field.label,
    from: valueText(field, from),
    to: valueText(field, to),
  })).filter((one) => one.from !== one.to)
