import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { RepeatNoticePage, ReviewPage as ReviewsPage } from '@archway/shared/api/review'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { type Ask, createAsk } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { timeText } from '../search/words.ts'
import { SidePage } from '../session/side-page.tsx'
import { useWorkplace } from '../workplace.ts'
import { DrawnSearch } from './drawn-search.tsx'

/** Searches that chance drew, and people who searched one plate again and again. */
export function ReviewPage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const ask = useMemo(() => createAsk(fetch, session.csrf), [fetch, session.csrf])
  return (
    <SidePage title="Review" session={session}>
      {mayDo(session.roles, 'search-review') && <DrawnSearches ask={ask} user={session.user} />}
      <Notices ask={ask} />
    </SidePage>
  )
}

function DrawnSearches({ ask, user }: { ask: Ask; user: string }) {
  const drawn = useQuery({
    queryKey: ['reviews'],
    queryFn: () => ask('/reviews?state=open&limit=200', ReviewsPage, 'the drawn searches'),
  })
  return (
    <Part title="Searches drawn for review" answer={drawn} isEmpty={drawn.data?.reviews.length === 0}>
      {drawn.data && drawn.data.next !== null && <p>These are the newest 200; there are more.</p>}
      <ul className="side-list">
        {drawn.data?.reviews.map((one) => (
          <DrawnSearch
            key={one.search.search}
            one={one}
            isOwn={one.search.who === user}
            ask={ask}
            onDone={() => void drawn.refetch()}
          />
        ))}
      </ul>
    </Part>
  )
}

function Notices({ ask }: { ask: Ask }) {
  const notices = useQuery({
    queryKey: ['notices'],
    queryFn: () => ask('/notices?limit=200', RepeatNoticePage, 'the notices'),
  })
  return (
    <Part title="Repeated targets" answer={notices} isEmpty={notices.data?.notices.length === 0}>
      {notices.data && notices.data.next !== null && <p>These are the newest 200; there are more.</p>}
      <ul className="side-list">
        {notices.data?.notices.map(({ search, who, uses, withinDays, at }) => (
          <li key={search} className="panel">
            <p>
              <strong>{who}</strong> searched one plate {uses} times in {withinDays} days, last {timeText(at)}
              .
            </p>
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Part(props: {
  title: string
  answer: { isLoading: boolean; error: Error | null; refetch: () => unknown }
  isEmpty: boolean
  children: ReactNode
}) {
  return (
    <section aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.answer.error && (
        <FailureNote error={props.answer.error} onRetry={() => props.answer.refetch()} />
      )}
      {props.answer.isLoading && <p>Loading…</p>}
      {props.isEmpty && <p>None.</p>}
      {props.children}
    </section>
  )
}
