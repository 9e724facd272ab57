import { NewRequest, RequestView } from '@archway/shared/api/disclosure'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { dayStart } from '../session/dates.ts'
import { SideForm } from '../session/side-form.tsx'
import { useSending } from '../session/use-sending.tsx'

/** Puts on record that somebody outside asked. What was typed stays until the server has taken it. */
export function RecordRequest({ ask, onDone }: { ask: Ask; onDone: (recorded: boolean) => void }) {
  const [draft, setDraft] = useState({ agency: '', requester: '', asked: '', received: '' })
  const { agency, requester, asked } = draft
  const receivedAt = dayStart(draft.received)
  const order = NewRequest.safeParse({ agency, requester, asked, receivedAt })
  const record = useSending(
    () => ask('/requests', RequestView, 'a request', order.data),
    () => onDone(true),
  )
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  return (
    <div className="panel">
      <h3>Record a request</h3>
      <SideForm
        name="Record a request"
        sending={record}
        submit="Put it on record"
        submitting="Recording…"
        isReady={order.success}
        onLeave={() => onDone(false)}
      >
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
      </SideForm>
    </div>
  )
}
