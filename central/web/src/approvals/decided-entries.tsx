import { EntryPage, type ManualEntryView } from '@archway/shared/api/hotlist'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import type { Ask } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { timeText } from '../search/words.ts'
import { entryText } from './sources.ts'

export const DECIDED_KEY = ['approvals', 'decided entries'] as const
const SHOWN = 50

/** The newest entries made by hand that were decided, with what was said; asked for only when it is opened. */
export function DecidedEntries({ ask }: { ask: Ask }) {
  const [isOpen, setOpen] = useState(false)
  const answer = useQuery({
    queryKey: DECIDED_KEY,
    queryFn: (): Promise<z.infer<typeof EntryPage>> =>
      ask(`/entries?limit=${SHOWN}`, EntryPage, 'a list of entries'),
    enabled: isOpen,
  })
  const decided = answer.data?.entries.filter(({ decidedBy }) => decidedBy !== null) ?? []
  return (
    <details className="panel side-folded" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Hotlist entries that were decided</summary>
      {answer.error && <FailureNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.isLoading && <p>Loading…</p>}
      {answer.data && decided.length === 0 && <p>None among the newest {SHOWN}.</p>}
      <ul className="side-list">
        {decided.map((one) => (
          <DecidedEntry key={one.n} {...one} />
        ))}
      </ul>
    </details>
  )
}

function DecidedEntry(one: ManualEntryView) {
  const { decidedBy, decidedAt, decisionNote, state, endedBy, endedAt } = one
  return (
    <li data-entry={one.n}>
      <p>
        {entryText(one)} Case {one.case}: “{one.reason}”
      </p>
      <p className="side-hint">
        Asked for by {one.proposedBy}; {state === 'refused' ? 'refused' : 'approved'} by {decidedBy}
        {decidedAt !== null && `, ${timeText(decidedAt)}`}
        {decisionNote !== null && `: “${decisionNote}”`}
        {endedAt !== null &&
          `; ${state === 'recalled' ? `recalled by ${endedBy}` : 'ran out'}, ${timeText(endedAt)}`}
      </p>
    </li>
  )
}
