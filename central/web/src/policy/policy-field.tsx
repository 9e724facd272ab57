import { RoleChecks } from '../people/role-checks.tsx'
import { boundsText } from './bounds.ts'
import type { Draft } from './draft.ts'
import type { Field } from './fields.ts'

interface Props {
  readonly field: Field
  readonly typed: Draft[string]
  readonly wrong: string | undefined
  readonly onChange: (typed: Draft[string]) => void
}

/** One value of the policy in a form, with what it may be and what is wrong with it beside it. */
export function PolicyField(props: Props) {
  const { field, wrong } = props
  const hint = `hint-${field.path}`
  if (field.kind === 'roles') return <RolesField {...props} />
  return (
    <div className="policy-field" data-long={isLong(field) ? '' : undefined}>
      <label htmlFor={field.path}>{field.label}</label>
      <Input {...props} hint={hint} />
      {wrong === undefined ? (
        <span id={hint} className="side-hint">
          {field.kind === 'number' || field.kind === 'share' ? boundsText(field) : hintOf(field)}
        </span>
      ) : (
        <Wrong id={hint} text={wrong} />
      )}
    </div>
  )
}

export const Wrong = ({ id, text }: { id: string; text: string }) => (
  <span id={id} className="side-wrong" role="alert">
    {text}
  </span>
)

const isLong = (field: Field): boolean =>
  field.kind === 'text' && (field.isLong === true || field.empty !== undefined)

const hintOf = (field: Field): string =>
  field.kind === 'text' && field.empty !== undefined ? `empty: ${field.empty}` : ''

function Input({ field, typed, wrong, onChange, hint }: Props & { hint: string }) {
  const common = {
    id: field.path,
    name: field.path,
    value: String(typed),
    'aria-invalid': wrong !== undefined,
    'aria-describedby': hint,
  }
  switch (field.kind) {
    case 'flag':
    case 'choice': {
      const options = field.kind === 'flag' ? { true: 'yes', false: 'no' } : field.options
      return (
        <select {...common} onChange={(event) => onChange(event.target.value)}>
          {Object.entries(options).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )
    }
    case 'text':
      return field.isLong ? (
        <textarea {...common} rows={4} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...common} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
      )
    default:
      // Not a number field: those hide what was typed when it is none, and a wheel changes them.
      return (
        <input
          {...common}
          inputMode="decimal"
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )
  }
}

function RolesField({ field, typed, wrong, onChange }: Props) {
  return (
    <div className="policy-field" data-long="">
      <RoleChecks
        label={field.label}
        name={field.path}
        held={typeof typed === 'string' ? [] : typed}
        onChange={onChange}
      >
        {wrong !== undefined && <Wrong id={`hint-${field.path}`} text={wrong} />}
      </RoleChecks>
    </div>
  )
}
