import { type Act, mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { FlagPage, RepeatNoticePage, ReviewPage as ReviewsPage } from '@archway/shared/api/review'
import { useMemo } from 'react'
import type { z } from 'zod'
import { type Ask, createAsk } from '../api/ask.ts'
import { usePages } from '../api/use-pages.ts'
import { timeText } from '../search/words.ts'
import { PagedPart } from '../session/paged-part.tsx'
import { SidePage } from '../session/side-page.tsx'
import { SideViews, useHash } from '../session/side-views.tsx'
import { useWorkplace } from '../workplace.ts'
import { DrawnSearch } from './drawn-search.tsx'
import { FlagItem } from './flag-item.tsx'
import { ReviewedSearch } from './reviewed-search.tsx'

interface PartProps {
  readonly ask: Ask
  readonly session: Session
}

const VIEWS = [
  { view: 'drawn', name: 'Drawn searches', act: 'search-review' },
  { view: 'flags', name: 'Flagged', act: 'flag-view' },
  { view: 'repeats', name: 'Repeated targets', act: 'notice-view' },
  { view: 'reviewed', name: 'Reviewed', act: 'search-review' },
] as const satisfies readonly { view: string; name: string; act: Act }[]

/** Searches that chance drew, uses that somebody flagged, and people who searched one plate again and again. */
export function ReviewPage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const ask = useMemo(() => createAsk(fetch, session.csrf), [fetch, session.csrf])
  const hash = useHash()
  const shown = VIEWS.filter(({ act }) => mayDo(session.roles, act))
  const current = (shown.find(({ view }) => view === hash) ?? shown[0])?.view
  return (
    <SidePage title="Review" session={session}>
      <SideViews views={shown} current={current} />
      {current === 'drawn' && <DrawnSearches ask={ask} session={session} />}
      {current === 'flags' && <Flags ask={ask} session={session} />}
      {current === 'repeats' && <Notices ask={ask} />}
      {current === 'reviewed' && <ReviewedSearches ask={ask} />}
    </SidePage>
  )
}

const reviewsOf = ({ reviews, next }: z.infer<typeof ReviewsPage>) => ({ items: reviews, next })

function DrawnSearches({ ask, session }: PartProps) {
  const drawn = usePages(
    ['reviews', 'open'],
    (before) => ask(`/reviews?state=open&limit=20${before}`, ReviewsPage, 'the drawn searches'),
    reviewsOf,
  )
  return (
    <PagedPart title="Searches drawn for review" pages={drawn}>
      {(one) => (
        <DrawnSearch
          key={one.search.search}
          one={one}
          session={session}
          ask={ask}
          onDone={() => void drawn.refetch()}
        />
      )}
    </PagedPart>
  )
}

function ReviewedSearches({ ask }: Pick<PartProps, 'ask'>) {
  const reviewed = usePages(
    ['reviews', 'done'],
    (before) => ask(`/reviews?state=done&limit=20${before}`, ReviewsPage, 'the reviewed searches'),
    reviewsOf,
  )
  return (
    <PagedPart title="Reviewed" pages={reviewed}>
      {(one) => <ReviewedSearch key={one.search.search} one={one} />}
    </PagedPart>
  )
}

function Flags({ ask, session }: PartProps) {
  const flags = usePages(
    ['flags'],
    (before) => ask(`/flags?limit=20${before}`, FlagPage, 'the flags'),
    (page) => ({ items: page.flags, next: page.next }),
  )
  return (
    <PagedPart title="Flagged for follow-up" pages={flags}>
      {(flag) => (
        <FlagItem
          key={flag.flag}
          flag={flag}
          session={session}
          ask={ask}
          onChanged={() => void flags.refetch()}
        />
      )}
    </PagedPart>
  )
}

function Notices({ ask }: Pick<PartProps, 'ask'>) {
  const notices = usePages(
    ['notices'],
    (before) => ask(`/notices?limit=20${before}`, RepeatNoticePage, 'the notices'),
    (page) => ({ items: page.notices, next: page.next }),
  )
  return (
    <PagedPart title="Repeated targets" pages={notices}>
      {({ search, who, uses, withinDays, at }) => (
        <li key={search} className="panel">
          <p>
            <strong>{who}</strong> searched one plate {uses} times in {withinDays} days, last {timeText(at)}.
          </p>
        </li>
      )}
    </PagedPart>
  )
}
