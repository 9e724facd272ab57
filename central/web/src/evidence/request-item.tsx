import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { RequestRefusal, RequestView } from '@archway/shared/api/disclosure'
import type { Uuid7 } from '@archway/shared/id'
import { useState } from 'react'
import type { z } from 'zod'
import type { Ask } from '../api/ask.ts'
import { timeText } from '../search/words.ts'
import { dayText } from '../session/dates.ts'
import { SideForm } from '../session/side-form.tsx'
import { useSending } from '../session/use-sending.tsx'
import { Fact } from './fact.tsx'
import { ProposeDisclosure } from './propose-disclosure.tsx'

type Request = z.infer<typeof RequestView>

/** One request from outside, and what may be answered to it. */
export function RequestItem(props: {
  request: Request
  session: Session
  ask: Ask
  reads: readonly Uuid7[]
  onReads: (reads: readonly Uuid7[]) => void
  onRefused: () => void
  onProposed: () => void
}) {
  const { request, session, ask } = props
  const [open, setOpen] = useState<'propose' | 'refuse' | null>(null)
  const isOpen = request.refusedBy === null
  return (
    <li className="panel" data-request={request.id}>
      <div className="side-heading">
        <h3>
          {request.requester}, {request.agency}
        </h3>
        {!isOpen && <span className="side-state">Refused</span>}
      </div>
      <dl className="facts evidence-facts">
        <Fact name="Asked for">{request.asked}</Fact>
        <Fact name="Received">{dayText(request.receivedAt)}</Fact>
        <Fact name="Recorded">
          by {request.recordedBy}, {timeText(request.recordedAt)}
        </Fact>
        {request.refusedAt !== null && (
          <Fact name="Refused">
            by {request.refusedBy}, {timeText(request.refusedAt)}: “{request.refusedBecause}”
          </Fact>
        )}
      </dl>
      {isOpen && open === null && (
        <div className="side-buttons">
          {mayDo(session.roles, 'disclosure-propose') && (
            <button type="button" className="button" onClick={() => setOpen('propose')}>
              Propose a disclosure
            </button>
          )}
          {mayDo(session.roles, 'request-refuse') && (
            <button type="button" className="button" onClick={() => setOpen('refuse')}>
              Refuse the request
            </button>
          )}
        </div>
      )}
      {open === 'propose' && (
        <ProposeDisclosure
          request={request.id}
          ask={ask}
          reads={props.reads}
          onReads={props.onReads}
          onDone={(proposed) => {
            setOpen(null)
            if (proposed) props.onProposed()
          }}
        />
      )}
      {open === 'refuse' && (
        <RefuseRequest
          request={request.id}
          ask={ask}
          onDone={(refused) => {
            setOpen(null)
            if (refused) props.onRefused()
          }}
        />
      )}
    </li>
  )
}

function RefuseRequest(props: { request: Uuid7; ask: Ask; onDone: (refused: boolean) => void }) {
  const [because, setBecause] = useState('')
  const refusal = RequestRefusal.safeParse({ because })
  const refuse = useSending(
    () => props.ask(`/requests/${props.request}/refuse`, RequestView, 'a request', refusal.data),
    () => props.onDone(true),
  )
  return (
    <SideForm
      name="Refuse the request"
      sending={refuse}
      submit="Refuse it"
      isReady={refusal.success}
      onLeave={() => props.onDone(false)}
    >
      <label>
        Why it is refused, at least five characters
        <textarea
          name="because"
          rows={2}
          required
          maxLength={2000}
          value={because}
          onChange={(event) => setBecause(event.target.value)}
        />
      </label>
    </SideForm>
  )
}
