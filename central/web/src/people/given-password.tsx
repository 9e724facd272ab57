import type { ReactNode } from 'react'

/** A password that was made for somebody. The page is the only place that has it, until it is handed over. */
export function GivenPassword(props: {
  readonly title: string
  readonly password: string
  /** What whoever hands it over must know. */
  readonly children: ReactNode
  readonly done: string
  readonly onDone: () => void
}) {
  return (
    <div className="panel people-password" role="status">
      <h3>{props.title}</h3>
      <p>It is shown here once and kept nowhere:</p>
      <p>
        <code>{props.password}</code>
      </p>
      <p>{props.children}</p>
      <div className="side-buttons">
        <button type="button" className="button button-primary" onClick={props.onDone}>
          {props.done}
        </button>
      </div>
    </div>
  )
}
