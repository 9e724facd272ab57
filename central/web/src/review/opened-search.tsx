import { OpenedUse } from '@archway/shared/api/review'
import { Note, SearchOrder } from '@archway/shared/api/search'
import { useState } from 'react'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { NoteField } from '../approvals/note-field.tsx'
import { orderText } from '../search/words.ts'
import { SideForm } from '../session/side-form.tsx'
import './review.css'

/** Opens what a search was for: a use of its own, with a reason, after a repeated login. */
export function OpenedSearch({ line, csrf, ask }: { line: number; csrf: string; ask: Ask }) {
  const [reason, setReason] = useState('')
  const [text, setText] = useState<string | null>(null)
  const open = useGuardedAct(
    csrf,
    () => ask(`/uses/${line}/open`, OpenedUse, 'what was sealed', { reason }),
    (opened) => setText(opened.text),
  )
  if (text !== null) return <Opened text={text} />
  return (
    <>
      <SideForm
        name="Open what was searched for"
        sending={open}
        submit="Open it"
        isReady={Note.safeParse(reason).success}
        isShort
      >
        <NoteField label="Why you must see it" value={reason} onChange={setReason} />
      </SideForm>
      <p className="side-hint">It may show a plate. That you opened it, and why, is logged.</p>
    </>
  )
}

function Opened({ text }: { text: string }) {
  const order = readOrder(text)
  if (!order) return <p className="review-opened">{text}</p>
  return (
    <p className="review-opened">
      <span className="plate-text">{orderText(order)}</span>
      <br />“{order.note}”
    </p>
  )
}

/** What a search was sealed with; null: it is something else, and shown as it is. */
function readOrder(text: string): SearchOrder | null {
  try {
    return SearchOrder.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
