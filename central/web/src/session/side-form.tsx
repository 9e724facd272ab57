import type { ReactNode } from 'react'
import type { Sending } from './use-sending.tsx'

/** A form of a page beside the desk: its fields, the button that sends them, and what became of the last try. */
export function SideForm(props: {
  /** What a screen reader calls it. */
  readonly name: string
  readonly sending: Sending<null>
  readonly submit: string
  /** While it is being sent; the same as `submit` unless given. */
  readonly submitting?: string
  /** Whether what was typed can be sent. */
  readonly isReady: boolean
  /** Leaves the form without sending it. */
  readonly onLeave?: () => void
  /** In one line with its button. */
  readonly isShort?: boolean
  readonly children: ReactNode
}) {
  const { sending, submit } = props
  const button = (
    <button type="submit" className="button button-primary" disabled={!props.isReady || sending.isBusy}>
      {sending.isBusy ? (props.submitting ?? submit) : submit}
    </button>
  )
  return (
    <>
      <form
        className={props.isShort ? 'side-form' : 'side-fields'}
        aria-label={props.name}
        onSubmit={(event) => {
          event.preventDefault()
          sending.run(null)
        }}
      >
        {props.children}
        {props.isShort ? (
          button
        ) : (
          <div className="side-buttons">
            {button}
            {props.onLeave && (
              <button type="button" className="button" onClick={props.onLeave}>
                Leave it
              </button>
            )}
          </div>
        )}
      </form>
      {sending.note}
    </>
  )
}
