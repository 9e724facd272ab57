import { Role } from '@archway/shared/role'
import type { ReactNode } from 'react'
import { ROLE_NAMES } from './words.ts'

/** Several roles, each with its box. */
export function RoleChecks(props: {
  label: string
  name: string
  held: readonly Role[]
  onChange: (held: readonly Role[]) => void
  /** What is wrong with them. */
  children?: ReactNode
}) {
  const { held } = props
  return (
    <fieldset className="side-set side-checks">
      <legend>{props.label}</legend>
      {Role.options.map((role) => (
        <label key={role}>
          <input
            type="checkbox"
            name={props.name}
            value={role}
            checked={held.includes(role)}
            onChange={({ target }) => {
              const others = held.filter((one) => one !== role)
              props.onChange(target.checked ? [...others, role] : others)
            }}
          />
          {ROLE_NAMES[role]}
        </label>
      ))}
      {props.children}
    </fieldset>
  )
}
