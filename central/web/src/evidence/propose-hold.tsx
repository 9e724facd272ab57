import { HoldView, NewHold, ScheduleView } from '@archway/shared/api/hold'
import type { Uuid7 } from '@archway/shared/id'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { dayStart } from '../session/dates.ts'
import { SideForm } from '../session/side-form.tsx'
import { useSending } from '../session/use-sending.tsx'
import { ReadsField } from './reads-field.tsx'
import { termText } from './words.ts'

/** Asks that Reads be kept beyond their time. What was typed stays until the server has taken it. */
export function ProposeHold(props: {
  ask: Ask
  reads: readonly Uuid7[]
  onReads: (reads: readonly Uuid7[]) => void
  /** Proposed, or left. */
  onDone: (proposed: boolean) => void
}) {
  const { ask, reads } = props
  const [draft, setDraft] = useState({ caseNumber: '', schedule: '', reason: '', review: '' })
  const schedule = useQuery({
    queryKey: ['hold-schedule'],
    queryFn: () => ask('/holds/schedule', ScheduleView, 'the retention schedule'),
  })
  const { caseNumber, reason } = draft
  const order = NewHold.safeParse({
    caseNumber,
    schedule: draft.schedule,
    reason,
    reads,
    reviewAt: draft.review === '' ? null : dayStart(draft.review),
  })
  const propose = useSending(
    () => ask('/holds', HoldView, 'a hold', order.data),
    () => props.onDone(true),
  )
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  const chosen = schedule.data?.entries.find(({ code }) => code === draft.schedule)

  return (
    <div className="panel">
      <h3>Propose a hold</h3>
      <SideForm
        name="Propose a hold"
        sending={propose}
        submit="Propose the hold"
        submitting="Proposing…"
        isReady={order.success && reads.length > 0}
        onLeave={() => props.onDone(false)}
      >
        <ReadsField reads={reads} onChange={props.onReads} />
        <div className="side-pair">
          <label>
            Case number
            <input
              name="case"
              required
              maxLength={64}
              autoComplete="off"
              value={caseNumber}
              onChange={(event) => change({ caseNumber: event.target.value })}
            />
          </label>
          <label>
            Code of the retention schedule
            <select
              name="schedule"
              required
              value={draft.schedule}
              onChange={(event) => change({ schedule: event.target.value })}
            >
              <option value="">{schedule.isLoading ? 'Loading…' : 'Choose a code…'}</option>
              {schedule.data?.entries.map(({ code, title }) => (
                <option key={code} value={code}>
                  {code} · {title}
                </option>
              ))}
            </select>
          </label>
        </div>
        {chosen && <p className="side-hint">Kept at least: {termText(chosen)}.</p>}
        {schedule.data?.checked === null && (
          <p className="side-hint">The records clerk has not checked this schedule yet.</p>
        )}
        {schedule.error && <FailureNote error={schedule.error} onRetry={() => void schedule.refetch()} />}
        <label>
          Why the case needs it, at least five characters
          <textarea
            name="reason"
            rows={2}
            required
            maxLength={500}
            value={reason}
            onChange={(event) => change({ reason: event.target.value })}
          />
        </label>
        <label className="side-day">
          Look at it again by
          <input
            type="date"
            name="review"
            value={draft.review}
            onChange={(event) => change({ review: event.target.value })}
          />
        </label>
        <p className="side-hint">
          Without a date it is looked at as late as policy allows. Nothing is kept before another person
          approves it: what is due for deletion earlier goes.
        </p>
      </SideForm>
    </div>
  )
}
