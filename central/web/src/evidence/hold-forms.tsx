import { HoldRelease, HoldReview, HoldView } from '@archway/shared/api/hold'
import { useState } from 'react'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { dayStart } from '../session/dates.ts'
import { SideForm } from '../session/side-form.tsx'
import type { Hold } from './words.ts'

interface HoldFormProps {
  readonly hold: Hold
  readonly csrf: string
  readonly ask: Ask
  readonly onDone: () => void
}

/** Somebody has looked at it again: what they found, and when next. */
export function ReviewHold({ hold, csrf, ask, onDone }: HoldFormProps) {
  const [note, setNote] = useState('')
  const [next, setNext] = useState('')
  const review = HoldReview.safeParse({ note, nextAt: dayStart(next) })
  const act = useGuardedAct(
    csrf,
    () => ask(`/holds/${hold.id}/review`, HoldView, 'a hold', review.data),
    onDone,
  )
  return (
    <SideForm name="Review the hold" sending={act} submit="Keep it" isReady={review.success}>
      <ShortNote label="What you found" value={note} onChange={setNote} />
      <label className="side-day">
        Look at it again by
        <input
          type="date"
          name="next"
          required
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
      </label>
    </SideForm>
  )
}

/** Ends a hold: its key is destroyed, and what it kept is gone. */
export function ReleaseHold({ hold, csrf, ask, onDone }: HoldFormProps) {
  const [ground, setGround] = useState<HoldGround>('schedule-elapsed')
  const [closed, setClosed] = useState('')
  const [note, setNote] = useState('')
  const release = HoldRelease.safeParse({
    ground,
    note,
    ...(ground === 'schedule-elapsed' ? { closedAt: dayStart(closed) } : {}),
  })
  const act = useGuardedAct(
    csrf,
    () => ask(`/holds/${hold.id}/release`, HoldView, 'a hold', release.data),
    onDone,
  )
  return (
    <SideForm name="Release the hold" sending={act} submit="Release and destroy" isReady={release.success}>
      <p>
        <strong>What it keeps is destroyed at once, and cannot be had back.</strong>
      </p>
      <label>
        On what ground
        <select
          name="ground"
          value={ground}
          onChange={(event) => setGround(event.target.value as HoldGround)}
        >
          <option value="schedule-elapsed">The schedule’s term is over ({hold.schedule})</option>
          <option value="not-evidence">It is no evidence after all</option>
        </select>
      </label>
      {ground === 'schedule-elapsed' && (
        <label className="side-day">
          When the case was closed
          <input
            type="date"
            name="closed"
            required
            value={closed}
            onChange={(event) => setClosed(event.target.value)}
          />
        </label>
      )}
      <ShortNote label="Why" value={note} onChange={setNote} />
    </SideForm>
  )
}

type HoldGround = 'schedule-elapsed' | 'not-evidence'

function ShortNote(props: { label: string; value: string; onChange: (note: string) => void }) {
  return (
    <label>
      {props.label}, at least five characters
      <input
        name="note"
        required
        maxLength={500}
        autoComplete="off"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  )
}
