import type { Policy } from '@archway/shared/policy'
import { GROUPS } from './fields.ts'
import { valueText } from './values.ts'

/** Everything that a version says, in words, by subject. */
export function PolicyValues({ policy }: { policy: Policy }) {
  return (
    <div className="policy-groups">
      {GROUPS.map(({ title, fields }) => (
        <section key={title} className="panel" aria-label={title}>
          <h3>{title}</h3>
          <dl className="policy-values">
            {fields.map((field) => (
              <div key={field.path} data-long={field.kind === 'text' && field.isLong ? '' : undefined}>
                <dt>{field.label}</dt>
                <dd>{valueText(field, policy)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
