import { type Act, mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { FlagView } from '@archway/shared/api/review'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { Fact } from '../evidence/fact.tsx'
import { timeText } from '../search/words.ts'
import { AnswerFlag, DecideFlag } from './flag-forms.tsx'
import { FLAG_OUTCOMES, FLAG_STATES } from './words.ts'

/** A use that somebody flagged, what supervisors say to it, and what became of it. */
export function FlagItem(props: { flag: FlagView; session: Session; ask: Ask; onChanged: () => void }) {
  const { flag, session, ask } = props
  const [open, setOpen] = useState<'answer' | 'decide' | null>(null)
  const take = useMutation({
    mutationFn: () => ask(`/flags/${flag.flag}/take`, FlagView, 'a flag', {}),
    onSuccess: props.onChanged,
  })
  const isOwnUse = flag.who === session.user
  const may = (act: Act) => !isOwnUse && mayDo(session.roles, act)
  const done = () => {
    setOpen(null)
    props.onChanged()
  }
  return (
    <li className="panel" data-flag={flag.flag}>
      <div className="side-heading">
        <h3>
          {flag.who}, line {flag.line} of the use log
        </h3>
        <span className="side-state" data-tone={flag.state === 'decided' ? undefined : 'warn'}>
          {FLAG_STATES[flag.state]}
        </span>
      </div>
      <dl className="facts">
        <Fact name="Flagged">
          by {flag.raisedBy}, {timeText(flag.raisedAt)}: <Said text={flag.reason} />
        </Fact>
        {flag.answers.map(({ at, by, text }) => (
          <Fact key={`${at} ${by}`} name="Answered">
            by {by}, {timeText(at)}: <Said text={text} />
          </Fact>
        ))}
        {flag.takenAt !== null && (
          <Fact name="Taken up">
            by {flag.takenBy}, {timeText(flag.takenAt)}
          </Fact>
        )}
        {flag.decidedAt !== null && flag.outcome !== null && (
          <Fact name="Decided">
            by {flag.decidedBy}, {timeText(flag.decidedAt)}: <strong>{FLAG_OUTCOMES[flag.outcome]}</strong>
            {flag.reference !== null && ` (${flag.reference})`}, <Said text={flag.note} />
          </Fact>
        )}
      </dl>
      {isOwnUse && flag.state !== 'decided' && (
        <p className="side-hint">It is about a use of your own: others look into it.</p>
      )}
      <div className="side-buttons">
        {flag.state !== 'decided' && may('use-answer') && (
          <button
            type="button"
            className="button"
            aria-expanded={open === 'answer'}
            onClick={() => setOpen(open === 'answer' ? null : 'answer')}
          >
            Answer
          </button>
        )}
        {flag.state === 'flagged' && may('use-inquire') && (
          <button type="button" className="button" disabled={take.isPending} onClick={() => take.mutate()}>
            Take it up
          </button>
        )}
        {flag.state === 'under-review' && may('use-decide') && flag.raisedBy !== session.user && (
          <button
            type="button"
            className="button"
            aria-expanded={open === 'decide'}
            onClick={() => setOpen(open === 'decide' ? null : 'decide')}
          >
            Decide
          </button>
        )}
      </div>
      {take.error && <FailureNote error={take.error} />}
      {open === 'answer' && <AnswerFlag flag={flag.flag} ask={ask} onDone={done} />}
      {open === 'decide' && <DecideFlag flag={flag.flag} ask={ask} onDone={done} />}
    </li>
  )
}

const Said = ({ text }: { text: string | null }) => (text === null ? <em>erased</em> : <>“{text}”</>)
