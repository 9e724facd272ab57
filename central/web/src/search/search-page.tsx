import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { NEEDS_RELEASE, type SearchPage as Page, type SearchOrder } from '@archway/shared/api/search'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { ApiFailure } from '../api/failure.ts'
import { SessionBanner } from '../desk/banners.tsx'
import { FailureNote } from '../desk/failure-note.tsx'
import { SESSION_KEY, useSessionUpkeep } from '../session/session.ts'
import { useNow, useWorkplace } from '../workplace.ts'
import { type Draft, EMPTY } from './draft.ts'
import { OrderForm } from './order-form.tsx'
import { ReleaseAsk } from './release-ask.tsx'
import { RELEASES_KEY, ReleaseList } from './release-list.tsx'
import { ResultList } from './result-list.tsx'
import './search.css'
import { createSearchApi } from './search-api.ts'

const CASES_KEY = ['cases', 'open'] as const

/** Searches of stored Reads. A tab of its own, so that the desk goes on listening. */
export function SearchPage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const now = useNow()
  const client = useQueryClient()
  const api = useMemo(() => createSearchApi(fetch, session.csrf), [fetch, session.csrf])
  const [draft, setDraft] = useState<Draft>(EMPTY)
  const [pages, setPages] = useState<readonly Page[]>([])
  const refreshSession = useCallback(() => void client.invalidateQueries({ queryKey: SESSION_KEY }), [client])
  useSessionUpkeep(session, refreshSession)

  const cases = useQuery({ queryKey: CASES_KEY, queryFn: () => api.openCases() })
  const search = useMutation({
    mutationFn: (order: SearchOrder) => api.search(order),
    // What is on screen belongs to the search that is asked for, never to the one before.
    onMutate: () => setPages([]),
    onSuccess: (page) => setPages([page]),
  })
  const more = useMutation({
    mutationFn: (last: Page) => api.next(last.search, last.next ?? ''),
    onSuccess: (page) => setPages([...pages, page]),
  })
  const failure = search.error ?? more.error
  const needsRelease = failure instanceof ApiFailure && failure.type === NEEDS_RELEASE
  const last = pages.at(-1)

  return (
    <div className="search-page">
      <div>
        <SessionBanner expiresAt={session.expiresAt} now={now} onStay={refreshSession} />
        <header className="top-bar">
          <h1>
            <img src="/archway.svg" alt="" width="26" height="26" /> Archway <span>Search</span>
          </h1>
          <a className="button search-back" href="/">
            RTCC desk
          </a>
          <span className="top-bar-user">{session.displayName}</span>
        </header>
      </div>
      <main className="search-body">
        <div className="search-side">
          {cases.error && <FailureNote error={cases.error} onRetry={() => void cases.refetch()} />}
          <OrderForm
            draft={draft}
            cases={cases.data ?? []}
            api={api}
            busy={search.isPending}
            onChange={setDraft}
            onOpened={(opened) => {
              client.setQueryData(CASES_KEY, [opened, ...(cases.data ?? [])])
              setDraft({ ...draft, caseNumber: opened.number })
            }}
            onSearch={(order) => {
              more.reset()
              search.mutate(order)
            }}
          />
        </div>
        <div className="search-main">
          {failure && !needsRelease && <FailureNote error={failure} />}
          {needsRelease && search.variables && (
            <ReleaseAsk
              order={search.variables}
              api={api}
              onAsked={() => {
                search.reset()
                more.reset()
                void client.invalidateQueries({ queryKey: RELEASES_KEY })
              }}
            />
          )}
          {last && (
            <ResultList
              key={last.search}
              pages={pages}
              roles={session.roles}
              busy={more.isPending}
              onMore={() => more.mutate(last)}
            />
          )}
          {!last && !failure && !search.isPending && (
            <p className="search-idle">
              Choose the case, say why, and give the plate as far as it is known. “?” stands for one
              character, “*” for any run of them.
            </p>
          )}
          <ReleaseList
            user={session.user}
            mayDecide={mayDo(session.roles, 'search-release')}
            api={api}
            onFound={(page) => {
              search.reset()
              more.reset()
              setPages([page])
            }}
          />
        </div>
      </main>
    </div>
  )
}
