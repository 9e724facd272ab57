import { useState } from 'react'
import type { Draft, Wrong } from './draft.ts'
import type { Group } from './fields.ts'
import { PolicyField } from './policy-field.tsx'

/** The values of one subject. Folded, because most changes are of one or two values; what is wrong unfolds it. */
export function GroupFields(props: {
  group: Group
  draft: Draft
  /** What stands in force, as it would be typed. */
  before: Draft
  wrong: Wrong | null
  onChange: (path: string, typed: Draft[string]) => void
}) {
  const { group, draft, before, wrong } = props
  const [isOpen, setOpen] = useState(false)
  const bad = group.fields.filter(({ path }) => wrong?.has(path)).length
  const changed = group.fields.filter(({ path }) => plain(draft[path]) !== plain(before[path])).length
  return (
    <details
      className="side-folded policy-fold"
      open={isOpen || bad > 0}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        {group.title}
        {changed > 0 && <span className="policy-mark">{changed} changed</span>}
        {bad > 0 && (
          <span className="policy-mark" data-wrong="">
            {bad} cannot stand
          </span>
        )}
      </summary>
      <div className="policy-group">
        {group.fields.map((field) => (
          <PolicyField
            key={field.path}
            field={field}
            typed={draft[field.path] ?? ''}
            wrong={wrong?.get(field.path)}
            onChange={(typed) => props.onChange(field.path, typed)}
          />
        ))}
      </div>
    </details>
  )
}

/** In which order roles were ticked means nothing. */
const plain = (typed: Draft[string] | undefined): string =>
  typeof typed === 'object' ? typed.toSorted().join() : String(typed)
