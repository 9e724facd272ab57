import { Policy } from '@archway/shared/policy'
import type { Role } from '@archway/shared/role'
import { boundsText } from './bounds.ts'
import { FIELDS, type Field } from './fields.ts'
import { perCent, valueAt } from './values.ts'

/** A policy as it is typed: a text at each path, for roles several. */
export type Draft = Readonly<Record<string, string | readonly Role[]>>

/** @param version the new policy's own name */
export const draftOf = (policy: Policy, version: string): Draft => ({
  version,
  ...Object.fromEntries(FIELDS.map((field) => [field.path, typedOf(field, valueAt(policy, field.path))])),
})

function typedOf(field: Field, value: unknown): Draft[string] {
  switch (field.kind) {
    case 'roles':
      return [...(value as readonly Role[])]
    case 'share':
      return String(perCent(Number(value)))
    case 'choice':
      return String(value ?? 'deny')
    case 'text':
      return value === null ? '' : String(value)
    default:
      return String(value)
  }
}

/** What was typed, as a policy has it. */
function policyValue(field: Field, typed: Draft[string]): unknown {
  if (typeof typed !== 'string') return typed
  const trimmed = typed.trim()
  switch (field.kind) {
    case 'number':
      return trimmed === '' ? Number.NaN : Number(trimmed)
    case 'share':
      return trimmed === '' ? Number.NaN : Number((Number(trimmed) / 100).toFixed(8))
    case 'flag':
      return typed === 'true'
    case 'text':
      return trimmed === '' && field.empty !== undefined ? null : trimmed
    default:
      return typed
  }
}

/** What is wrong, in words, by the path that it stands at; those of no field stand at the empty path. */
export type Wrong = ReadonlyMap<string, string>

export type Drafted =
  | { readonly policy: Policy; readonly wrong: null }
  | { readonly policy: null; readonly wrong: Wrong }

/** The policy that was typed, or what is wrong with it beside each field: the ceilings are those of the plan. */
export function policyOf(draft: Draft): Drafted {
  const made: Record<string, unknown> = { version: String(draft.version ?? '').trim() }
  for (const field of FIELDS) {
    const keys = field.path.split('.')
    const last = keys.pop() ?? ''
    let at = made
    for (const key of keys) {
      at[key] ??= {}
      at = at[key] as Record<string, unknown>
    }
    at[last] = policyValue(field, draft[field.path] ?? '')
  }
  return checkedPolicy(made)
}

/** A whole policy from elsewhere, held against the plan's ceilings. */
export function checkedPolicy(made: unknown): Drafted {
  const parsed = Policy.safeParse(made)
  if (parsed.success) return { policy: parsed.data, wrong: null }
  const wrong = new Map<string, string>()
  for (const issue of parsed.error.issues) {
    const path = issue.path.join('.')
    const field = FIELDS.find((one) => path === one.path || path.startsWith(`${one.path}.`))
    const at = field?.path ?? (path === 'version' ? path : '')
    const said = wordsOf(issue, field)
    wrong.set(
      at,
      [...(wrong.has(at) ? [wrong.get(at)] : []), at === '' && path !== '' ? `${path}: ${said}` : said].join(
        '; ',
      ),
    )
  }
  return { policy: null, wrong }
}

type Issue = NonNullable<ReturnType<typeof Policy.safeParse>['error']>['issues'][number]

function wordsOf(issue: Issue, field: Field | undefined): string {
  if (issue.code === 'custom' || issue.code === 'invalid_format') return inWords(issue.message)
  if (issue.code === 'unrecognized_keys') return `not known: ${issue.keys.join(', ')}`
  if (field && (field.kind === 'number' || field.kind === 'share')) return `must be ${boundsText(field)}`
  if (issue.code === 'too_small') {
    return issue.minimum === 1 ? 'must not be empty' : `at least ${issue.minimum} characters`
  }
  if (issue.code === 'too_big') return `at most ${issue.maximum} characters`
  return 'this is none of the values that there are'
}

/** Keys of the policy, which the schema's own messages name, as people call them. */
const inWords = (message: string): string =>
  FIELDS.reduce((text, { path, label }) => text.replaceAll(path, `“${label}”`), message)
