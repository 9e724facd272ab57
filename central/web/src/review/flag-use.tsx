import { FlagView } from '@archway/shared/api/review'
import { Note } from '@archway/shared/api/search'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { NoteField } from '../approvals/note-field.tsx'
import { FailureNote } from '../desk/failure-note.tsx'

/** Marks a line of the use log for follow-up. */
export function FlagUse({ line, ask, onDone }: { line: number; ask: Ask; onDone: () => void }) {
  const [reason, setReason] = useState('')
  const flag = useMutation({
    mutationFn: () => ask('/flags', FlagView, 'a flag', { line, reason }),
    onSuccess: onDone,
  })
  return (
    <>
      <form
        className="side-form"
        aria-label="Flag for follow-up"
        onSubmit={(event) => {
          event.preventDefault()
          flag.mutate()
        }}
      >
        <NoteField label="What should be looked into" value={reason} onChange={setReason} />
        <button
          type="submit"
          className="button button-primary"
          disabled={!Note.safeParse(reason).success || flag.isPending}
        >
          Flag it
        </button>
      </form>
      {flag.error && <FailureNote error={flag.error} />}
    </>
  )
}
