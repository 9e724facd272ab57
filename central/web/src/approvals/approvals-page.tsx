import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { createAsk } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { SidePage } from '../session/side-page.tsx'
import { useWorkplace } from '../workplace.ts'
import { DECIDED_KEY, DecidedEntries } from './decided-entries.tsx'
import { sourcesFor } from './sources.ts'
import { WaitingItem } from './waiting-item.tsx'

/** Whatever waits for a second person, the oldest first. */
export function ApprovalsPage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const client = useQueryClient()
  const ask = useMemo(() => createAsk(fetch, session.csrf), [fetch, session.csrf])
  const sources = sourcesFor(session.roles)
  const answers = useQueries({
    queries: sources.map((source) => ({
      queryKey: ['approvals', source.name],
      queryFn: () => source.load(ask),
    })),
  })
  const waiting = answers
    .flatMap(({ data }, i) => (data ?? []).map((one) => ({ one, reload: answers[i]?.refetch })))
    .sort((a, b) => a.one.askedAt - b.one.askedAt)
  const loading = answers.some(({ isLoading }) => isLoading)
  const failed = answers.some(({ isError }) => isError)

  return (
    <SidePage
      title="Approvals"
      session={session}
      isBusy={loading}
      actions={
        <button
          type="button"
          className="button"
          onClick={() => void client.invalidateQueries({ queryKey: ['approvals'] })}
        >
          Load again
        </button>
      }
    >
      <h2>Waits for a second person</h2>
      {answers.map(
        ({ error, refetch }, i) =>
          error && (
            <section key={sources[i]?.name} aria-label={`Not loaded: ${sources[i]?.name}`}>
              <p>Not loaded: {sources[i]?.name}. Some may wait that are not shown here.</p>
              <FailureNote error={error} onRetry={() => void refetch()} />
            </section>
          ),
      )}
      {loading && <p>Loading…</p>}
      {!loading && !failed && waiting.length === 0 && <p>Nothing waits for you.</p>}
      <ul className="side-list">
        {waiting.map(({ one, reload }) => (
          <WaitingItem
            key={one.id}
            one={one}
            isOwn={one.askedBy === session.user}
            csrf={session.csrf}
            onDecided={() => {
              void reload?.()
              void client.invalidateQueries({ queryKey: DECIDED_KEY })
            }}
          />
        ))}
      </ul>
      {mayDo(session.roles, 'hotlist-view') && <DecidedEntries ask={ask} />}
    </SidePage>
  )
}
