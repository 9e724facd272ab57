import type { ReactNode } from 'react'
import './panel.css'

export function Panel(props: { title: string; children: ReactNode }) {
  return (
    <section className="panel" aria-label={props.title}>
      <h3>{props.title}</h3>
      {props.children}
    </section>
  )
}

/** Terms and what they are, in two columns. A null value is left out. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value !== null)
        .map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
