import { FlagView } from '@archway/shared/api/review'
import { Note } from '@archway/shared/api/search'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { NoteField } from '../approvals/note-field.tsx'
import { SideForm } from '../session/side-form.tsx'
import { useSending } from '../session/use-sending.tsx'

/** Marks a line of the use log for follow-up. */
export function FlagUse({ line, ask, onDone }: { line: number; ask: Ask; onDone: () => void }) {
  const [reason, setReason] = useState('')
  const flag = useSending(() => ask('/flags', FlagView, 'a flag', { line, reason }), onDone)
  return (
    <SideForm
      name="Flag for follow-up"
      sending={flag}
      submit="Flag it"
      isReady={Note.safeParse(reason).success}
      isShort
    >
      <NoteField label="What should be looked into" value={reason} onChange={setReason} />
    </SideForm>
  )
}
