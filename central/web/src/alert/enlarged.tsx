import { type ReactNode, useEffect, useRef } from 'react'

/** A picture over the whole page; Escape, the button or a click beside it closes it. */
export function Enlarged(props: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={dialog}
      className="enlarged"
      aria-label={props.title}
      onClose={props.onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close()
      }}
    >
      <div className="enlarged-bar">
        <strong>{props.title}</strong>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <div className="enlarged-picture">{props.children}</div>
    </dialog>
  )
}
