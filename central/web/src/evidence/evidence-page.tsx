import { type Act, mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import type { Uuid7 } from '@archway/shared/id'
import { useEffect, useMemo, useState } from 'react'
import { createAsk } from '../api/ask.ts'
import { SidePage } from '../session/side-page.tsx'
import { SideViews, useHash } from '../session/side-views.tsx'
import { useWorkplace } from '../workplace.ts'
import { evidenceAddress, fromHash, type View } from './chosen-reads.ts'
import { DisclosuresPart } from './disclosures-part.tsx'
import './evidence.css'
import { HoldsPart } from './holds-part.tsx'
import { RequestsPart } from './requests-part.tsx'

const VIEWS = [
  { view: 'holds', name: 'Holds', act: 'hold-view' },
  { view: 'requests', name: 'Requests', act: 'disclosure-view' },
  { view: 'disclosures', name: 'Disclosures', act: 'disclosure-view' },
] as const satisfies readonly { view: View; name: string; act: Act }[]

/** What cases keep, who outside asked for records, and what they were given. */
export function EvidencePage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const ask = useMemo(() => createAsk(fetch, session.csrf), [fetch, session.csrf])
  const [place, setPlace] = useState(() => fromHash(window.location.hash))
  // Somebody chose another part, or comes from a search or an alert while this tab is open.
  const hash = useHash()
  useEffect(() => setPlace(fromHash(hash)), [hash])
  const { reads } = place
  const go = (next: View, chosen: readonly Uuid7[]) => {
    window.history.replaceState(null, '', evidenceAddress(next, chosen))
    setPlace({ view: next, reads: chosen })
  }
  const shown = VIEWS.filter(({ act }) => mayDo(session.roles, act))
  const view = (shown.find((one) => one.view === place.view) ?? shown[0])?.view
  const choose = (chosen: readonly Uuid7[]) => go(place.view, chosen)

  return (
    <SidePage title="Evidence" session={session}>
      <SideViews views={shown} current={view} addressOf={(next) => evidenceAddress(next, reads)} />
      {view === 'holds' && (
        <HoldsPart
          session={session}
          ask={ask}
          reads={reads}
          onReads={choose}
          onDisclose={(chosen) => go('requests', chosen)}
        />
      )}
      {view === 'requests' && (
        <RequestsPart
          session={session}
          ask={ask}
          reads={reads}
          onReads={choose}
          onProposed={() => go('disclosures', [])}
        />
      )}
      {view === 'disclosures' && <DisclosuresPart session={session} ask={ask} />}
    </SidePage>
  )
}
