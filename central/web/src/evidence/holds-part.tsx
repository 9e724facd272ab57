import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { HoldPage } from '@archway/shared/api/hold'
import type { Uuid7 } from '@archway/shared/id'
import { useEffect, useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { usePages } from '../api/use-pages.ts'
import { PagedPart } from '../session/paged-part.tsx'
import { HoldItem } from './hold-item.tsx'
import { ProposeHold } from './propose-hold.tsx'

/** What cases keep beyond retention, newest first. */
export function HoldsPart(props: {
  session: Session
  ask: Ask
  reads: readonly Uuid7[]
  onReads: (reads: readonly Uuid7[]) => void
  /** Uses the Reads of a hold for a disclosure. */
  onDisclose: (reads: readonly Uuid7[]) => void
}) {
  const { session, ask } = props
  const mayPropose = mayDo(session.roles, 'hold-propose')
  const [proposing, setProposing] = useState(false)
  // Whoever comes with Reads, from a search or an alert, wants to hold them.
  useEffect(() => {
    if (props.reads.length > 0) setProposing(true)
  }, [props.reads])
  const holds = usePages(
    ['holds'],
    (before) => ask(`/holds?limit=20${before}`, HoldPage, 'a list of holds'),
    (page) => ({ items: page.holds, next: page.next }),
  )
  return (
    <PagedPart
      title="Holds"
      pages={holds}
      none="No hold yet. What a case needs must be held before its retention ends."
      actions={
        mayPropose &&
        !proposing && (
          <button type="button" className="button" onClick={() => setProposing(true)}>
            Propose a hold
          </button>
        )
      }
      lead={
        mayPropose &&
        proposing && (
          <ProposeHold
            ask={ask}
            reads={props.reads}
            onReads={props.onReads}
            onDone={(proposed) => {
              setProposing(false)
              if (!proposed) return
              props.onReads([])
              void holds.refetch()
            }}
          />
        )
      }
    >
      {(hold) => (
        <HoldItem
          key={hold.id}
          hold={hold}
          session={session}
          ask={ask}
          onChanged={() => void holds.refetch()}
          onDisclose={props.onDisclose}
        />
      )}
    </PagedPart>
  )
}
