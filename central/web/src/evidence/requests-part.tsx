import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { RequestPage } from '@archway/shared/api/disclosure'
import type { Uuid7 } from '@archway/shared/id'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { usePages } from '../api/use-pages.ts'
import { PagedPart } from '../session/paged-part.tsx'
import { RecordRequest } from './record-request.tsx'
import { RequestItem } from './request-item.tsx'

/** Who asked the department for records, whether or not anything was given. */
export function RequestsPart(props: {
  session: Session
  ask: Ask
  reads: readonly Uuid7[]
  onReads: (reads: readonly Uuid7[]) => void
  /** A disclosure was proposed. */
  onProposed: () => void
}) {
  const { session, ask } = props
  const [recording, setRecording] = useState(false)
  const requests = usePages(
    ['outside-requests'],
    (before) => ask(`/requests?limit=20${before}`, RequestPage, 'a list of requests'),
    (page) => ({ items: page.requests, next: page.next }),
  )
  const mayRecord = mayDo(session.roles, 'request-record')
  return (
    <PagedPart
      title="Requests from outside"
      pages={requests}
      none="No request yet. Every request for records is put on record, also one that is refused."
      actions={
        mayRecord &&
        !recording && (
          <button type="button" className="button" onClick={() => setRecording(true)}>
            Record a request
          </button>
        )
      }
      lead={
        recording && (
          <RecordRequest
            ask={ask}
            onDone={(recorded) => {
              setRecording(false)
              if (recorded) void requests.refetch()
            }}
          />
        )
      }
    >
      {(request) => (
        <RequestItem
          key={request.id}
          request={request}
          session={session}
          ask={ask}
          reads={props.reads}
          onReads={props.onReads}
          onRefused={() => void requests.refetch()}
          onProposed={props.onProposed}
        />
      )}
    </PagedPart>
  )
}
