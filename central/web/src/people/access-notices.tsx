import { AccessNotices as Notices } from '@archway/shared/api/people'
import { useMutation, useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import type { Ask } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { timeText } from '../search/words.ts'

/** Accounts that were in use at two places at the same time: a password may be in two hands. */
export function AccessNotices({ ask }: { ask: Ask }) {
  const notices = useQuery({
    queryKey: ['people', 'notices'],
    queryFn: (): Promise<z.infer<typeof Notices>> => ask('/people/notices', Notices, 'the notices'),
  })
  const see = useMutation({
    mutationFn: (n: number) => ask(`/people/notices/${n}/seen`, z.undefined(), 'an answer', {}),
    onSuccess: () => notices.refetch(),
  })
  return (
    <section aria-label="Two places at once">
      <h2>Accounts in use at two places at once</h2>
      {notices.error && <FailureNote error={notices.error} onRetry={() => void notices.refetch()} />}
      {see.error && <FailureNote error={see.error} />}
      {notices.isLoading && <p>Loading…</p>}
      {notices.data?.notices.length === 0 && <p>None.</p>}
      {notices.data && notices.data.notices.length >= MOST && (
        <p className="side-hint">These are the newest {MOST}.</p>
      )}
      <ul className="side-list">
        {notices.data?.notices.map(({ n, at, person, detail, seenBy, seenAt }) => (
          <li key={n} className="panel" data-notice={n}>
            <h3>{person}</h3>
            <p>
              {detail}, {timeText(at)}
            </p>
            {seenBy !== null && seenAt !== null ? (
              <p className="side-hint">
                Looked into by {seenBy}, {timeText(seenAt)}
              </p>
            ) : (
              <div className="side-buttons">
                <button
                  type="button"
                  className="button"
                  disabled={see.isPending}
                  onClick={() => see.mutate(n)}
                >
                  I have looked into it
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The server gives no more. */
const MOST = 200
