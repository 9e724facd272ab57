import { useEffect, useRef, useState } from 'react'
import './confirm-button.css'

/** For what cannot be taken back: the first press asks, the second does it. */
export function ConfirmButton(props: {
  label: string
  /** What would happen, as a question. */
  question: string
  confirm: string
  isBusy: boolean
  onConfirm: () => void
}) {
  const [isAsked, setAsked] = useState(false)
  const yes = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isAsked) yes.current?.focus()
  }, [isAsked])
  if (!isAsked) {
    return (
      <button type="button" className="button" disabled={props.isBusy} onClick={() => setAsked(true)}>
        {props.label}
      </button>
    )
  }
  return (
    <fieldset className="confirm">
      <legend>{props.question}</legend>
      <button
        ref={yes}
        type="button"
        className="button button-primary"
        disabled={props.isBusy}
        onClick={() => {
          setAsked(false)
          props.onConfirm()
        }}
      >
        {props.confirm}
      </button>
      <button type="button" className="button" onClick={() => setAsked(false)}>
        No
      </button>
    </fieldset>
  )
}
