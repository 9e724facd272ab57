import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import type { Uuid7 } from '@archway/shared/id'
import { useEffect, useMemo, useState } from 'react'
import { createAsk } from '../api/ask.ts'
import { SidePage } from '../session/side-page.tsx'
import { useWorkplace } from '../workplace.ts'
import { evidenceAddress, fromHash, VIEWS, type View } from './chosen-reads.ts'
import { DisclosuresPart } from './disclosures-part.tsx'
import './evidence.css'
import { HoldsPart } from './holds-part.tsx'
import { RequestsPart } from './requests-part.tsx'

const VIEW_NAMES: Readonly<Record<View, string>> = {
  holds: 'Holds',
  requests: 'Requests',
  disclosures: 'Disclosures',
}
const VIEW_ACTS = { holds: 'hold-view', requests: 'disclosure-view', disclosures: 'disclosure-view' } as const

/** What cases keep, who outside asked for records, and what they were given. */
export function EvidencePage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const ask = useMemo(() => createAsk(fetch, session.csrf), [fetch, session.csrf])
  const [{ view, reads }, setPlace] = useState(() => fromHash(window.location.hash))
  const go = (next: View, chosen: readonly Uuid7[] = reads) => {
    window.history.replaceState(null, '', evidenceAddress(next, chosen))
    setPlace({ view: next, reads: chosen })
  }
  useEffect(() => {
    // Somebody comes from a search or an alert while this tab is open.
    const follow = () => setPlace(fromHash(window.location.hash))
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [])
  const choose = (chosen: readonly Uuid7[]) => go(view, chosen)
  const shown = VIEWS.filter((one) => mayDo(session.roles, VIEW_ACTS[one]))

  return (
    <SidePage title="Evidence" session={session}>
      {shown.length > 1 && (
        <nav className="evidence-views" aria-label="Parts of this page">
          {shown.map((one) => (
            <button
              key={one}
              type="button"
              className="button"
              aria-current={one === view ? 'page' : undefined}
              onClick={() => go(one)}
            >
              {VIEW_NAMES[one]}
            </button>
          ))}
        </nav>
      )}
      {view === 'requests' && shown.includes('requests') ? (
        <RequestsPart
          session={session}
          ask={ask}
          reads={reads}
          onReads={choose}
          onProposed={() => go('disclosures', [])}
        />
      ) : view === 'disclosures' && shown.includes('disclosures') ? (
        <DisclosuresPart session={session} ask={ask} />
      ) : (
        <HoldsPart
          session={session}
          ask={ask}
          reads={reads}
          onReads={choose}
          onDisclose={(chosen) => go('requests', chosen)}
        />
      )}
    </SidePage>
  )
}
