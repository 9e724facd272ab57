import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { HoldView } from '@archway/shared/api/hold'
import type { Uuid7 } from '@archway/shared/id'
import { useState } from 'react'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { timeText } from '../search/words.ts'
import { dayText } from '../session/dates.ts'
import { Fact } from './fact.tsx'
import { HeldItems } from './held-items.tsx'
import { ReleaseHold, ReviewHold } from './hold-forms.tsx'
import { counted, HOLD_STATES, type Hold, toneOf } from './words.ts'

/** One hold: who wanted it, who allowed it, until when, and what may be done about it now. */
export function HoldItem(props: {
  hold: Hold
  session: Session
  ask: Ask
  onChanged: () => void
  onDisclose: (reads: readonly Uuid7[]) => void
}) {
  const { hold, session, ask } = props
  const [open, setOpen] = useState<'items' | 'review' | 'release' | null>(null)
  const may = (act: Parameters<typeof mayDo>[1]) => mayDo(session.roles, act)
  const isOwn = hold.proposedBy === session.user
  const isKept = hold.state === 'active' || hold.state === 'securing'
  const withdraw = useGuardedAct(
    session.csrf,
    () => ask(`/holds/${hold.id}/refuse`, HoldView, 'a hold', {}),
    props.onChanged,
  )
  const done = () => {
    setOpen(null)
    props.onChanged()
  }
  const toggle = (part: typeof open) => setOpen(open === part ? null : part)

  return (
    <li className="panel" data-hold={hold.id}>
      <div className="side-heading">
        <h3>Case {hold.caseNumber}</h3>
        <span className="side-state" data-tone={toneOf(hold.state)}>
          {HOLD_STATES[hold.state]}
        </span>
        {hold.overdue && (
          <span className="side-state" data-tone="warn">
            Review overdue
          </span>
        )}
      </div>
      <dl className="facts evidence-facts">
        <Fact name="Covers">
          {counted(hold.reads.length, 'Read')} with hits, alerts and images, under {hold.schedule}
        </Fact>
        <Fact name="Why">{hold.reason}</Fact>
        <Fact name="Proposed">
          by {hold.proposedBy}, {timeText(hold.proposedAt)}
        </Fact>
        {hold.decidedBy !== null && hold.decidedAt !== null && (
          <Fact name={hold.state === 'refused' ? 'Refused' : 'Approved'}>
            by {hold.decidedBy}, {timeText(hold.decidedAt)}
            {hold.decisionNote !== null && `: “${hold.decisionNote}”`}
          </Fact>
        )}
        {isKept && <Fact name="Until">somebody must look at it again by {dayText(hold.reviewAt)}</Fact>}
        {hold.reviews.map(({ at, by, note, nextAt }) => (
          <Fact key={at} name="Reviewed">
            by {by}, {timeText(at)}: “{note}”; next by {dayText(nextAt)}
          </Fact>
        ))}
        {hold.releasedBy !== null && hold.releasedAt !== null && (
          <Fact name="Released">
            by {hold.releasedBy}, {timeText(hold.releasedAt)}: “{hold.releasedBecause}”
          </Fact>
        )}
      </dl>
      <div className="side-buttons">
        {hold.state === 'proposed' && isOwn && (
          <button
            type="button"
            className="button"
            disabled={withdraw.isBusy || withdraw.isDone}
            onClick={() => withdraw.run(null)}
          >
            Take it back
          </button>
        )}
        {hold.state === 'proposed' && !isOwn && may('hold-approve') && (
          <a className="button" href="/approvals">
            Decide it on Approvals
          </a>
        )}
        {isKept && (
          <button
            type="button"
            className="button"
            aria-expanded={open === 'items'}
            onClick={() => toggle('items')}
          >
            What it keeps
          </button>
        )}
        {isKept && may('disclosure-propose') && (
          <button type="button" className="button" onClick={() => props.onDisclose(hold.reads)}>
            Disclose its Reads
          </button>
        )}
        {isKept && may('hold-review') && (
          <button
            type="button"
            className="button"
            aria-expanded={open === 'review'}
            onClick={() => toggle('review')}
          >
            Review
          </button>
        )}
        {hold.state === 'active' && !isOwn && may('hold-release') && (
          <button
            type="button"
            className="button"
            aria-expanded={open === 'release'}
            onClick={() => toggle('release')}
          >
            Release
          </button>
        )}
      </div>
      {hold.state === 'active' && isOwn && may('hold-release') && (
        <p className="side-hint">You proposed it: another person must release it.</p>
      )}
      {withdraw.note}
      {open === 'items' && <HeldItems hold={hold} ask={ask} mayView={may('hold-item-view')} />}
      {open === 'review' && <ReviewHold hold={hold} csrf={session.csrf} ask={ask} onDone={done} />}
      {open === 'release' && <ReleaseHold hold={hold} csrf={session.csrf} ask={ask} onDone={done} />}
    </li>
  )
}
