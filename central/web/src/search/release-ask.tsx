import { Note, type SearchOrder } from '@archway/shared/api/search'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureNote } from '../desk/failure-note.tsx'
import type { SearchApi } from './search-api.ts'

/** A broad search does not run: its question goes to a supervisor, with a reason. */
export function ReleaseAsk(props: { order: SearchOrder; api: SearchApi; onAsked: () => void }) {
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () => props.api.askRelease(props.order, reason),
    onSuccess: props.onAsked,
  })
  return (
    <section className="search-ask" aria-label="A supervisor must release this">
      <h2>A supervisor must release this</h2>
      <p>It asks who was there, or may show much. Say why the case needs it; another person decides.</p>
      <label>
        Reason
        <textarea
          name="reason"
          rows={3}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {ask.error && <FailureNote error={ask.error} />}
      <button
        type="button"
        className="button button-primary"
        disabled={!Note.safeParse(reason).success || ask.isPending}
        onClick={() => ask.mutate()}
      >
        Ask a supervisor
      </button>
    </section>
  )
}
