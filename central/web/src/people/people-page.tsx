import { type Act, mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { useMemo } from 'react'
import { createAsk } from '../api/ask.ts'
import { SidePage } from '../session/side-page.tsx'
import { SideViews, useHash } from '../session/side-views.tsx'
import { useWorkplace } from '../workplace.ts'
import { AccessNotices } from './access-notices.tsx'
import { AccessReviewPart } from './access-review-part.tsx'
import './people.css'
import { PersonPart } from './person-part.tsx'
import { RecordPart } from './record-part.tsx'
import { RosterPart } from './roster-part.tsx'

const VIEWS = [
  { view: 'roster', name: 'Roster', act: 'roster-view' },
  { view: 'record', name: 'Record a training', act: 'training-record' },
  { view: 'review', name: 'Access review', act: 'access-review' },
  { view: 'notices', name: 'Two places at once', act: 'access-notice' },
] as const satisfies readonly { view: string; name: string; act: Act }[]

/** Who may use the system, and what is on record of them. */
export function PeoplePage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const ask = useMemo(() => createAsk(fetch, session.csrf), [fetch, session.csrf])
  const hash = useHash()
  const shown = VIEWS.filter(({ view, act }) => {
    // Whoever sees the roster records on the person's own file.
    if (view === 'record' && mayDo(session.roles, 'roster-view')) return false
    return mayDo(session.roles, act)
  })
  const person = mayDo(session.roles, 'roster-view') ? /^person=([a-z0-9._-]+)$/.exec(hash)?.[1] : undefined
  const current =
    person === undefined ? (shown.find(({ view }) => view === hash) ?? shown[0])?.view : 'roster'

  return (
    <SidePage title="People" session={session}>
      <SideViews views={shown} current={current} />
      {person !== undefined && <PersonPart key={person} name={person} session={session} ask={ask} />}
      {person === undefined && current === 'roster' && <RosterPart session={session} ask={ask} />}
      {current === 'record' && <RecordPart session={session} ask={ask} />}
      {current === 'review' && <AccessReviewPart session={session} ask={ask} />}
      {current === 'notices' && <AccessNotices ask={ask} />}
    </SidePage>
  )
}
