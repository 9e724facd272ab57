import { NewRequest, RequestView } from '@archway/shared/api/disclosure'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { dayStart } from '../session/dates.ts'

/** Puts on record that somebody outside asked. What was typed stays until the server has taken it. */
export function RecordRequest({ ask, onDone }: { ask: Ask; onDone: (recorded: boolean) => void }) {
  const [draft, setDraft] = useState({ agency: '', requester: '', asked: '', received: '' })
  const { agency, requester, asked } = draft
  const receivedAt = dayStart(draft.received)
  const order = NewRequest.safeParse({ agency, requester, asked, receivedAt })
  const record = useMutation({
    mutationFn: () => ask('/requests', RequestView, 'a request', order.data),
    onSuccess: () => onDone(true),
  })
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  return (
    <form
      className="panel side-fields"
      aria-label="Record a request"
      onSubmit={(event) => {
        event.preventDefault()
        record.mutate()
      }}
    >
      <h3>Record a request</h3>
      <div className="side-pair">
        <label>
          Agency or organisation
          <input
            name="agency"
            required
            maxLength={200}
            autoComplete="off"
            value={agency}
            onChange={(event) => change({ agency: event.target.value })}
          />
        </label>
        <label>
          Person who asks
          <input
            name="requester"
            required
            maxLength={200}
            autoComplete="off"
            value={requester}
            onChange={(event) => change({ requester: event.target.value })}
          />
        </label>
      </div>
      <label className="side-day">
        When it came
        <input
          type="date"
          name="received"
          required
          value={draft.received}
          onChange={(event) => change({ received: event.target.value })}
        />
      </label>
      <label>
        What they ask for, at least five characters
        <textarea
          name="asked"
          rows={3}
          required
          maxLength={2000}
          value={asked}
          onChange={(event) => change({ asked: event.target.value })}
        />
      </label>
      {record.error && <FailureNote error={record.error} />}
      <div className="side-buttons">
        <button type="submit" className="button button-primary" disabled={!order.success || record.isPending}>
          {record.isPending ? 'Recording…' : 'Put it on record'}
        </button>
        <button type="button" className="button" onClick={() => onDone(false)}>
          Leave it
        </button>
      </div>
    </form>
  )
}
