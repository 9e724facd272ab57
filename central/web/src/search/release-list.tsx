import { Note, type ReleaseView, type SearchPage } from '@archway/shared/api/search'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureNote } from '../desk/failure-note.tsx'
import type { SearchApi } from './search-api.ts'
import { GROUND_NAMES, orderText, PURPOSE_NAMES, STATE_NAMES, timeText } from './words.ts'

export const RELEASES_KEY = ['search-releases'] as const

/** Requests for broad searches: a supervisor decides those of others, and everybody runs their own. */
export function ReleaseList(props: {
  user: string
  mayDecide: boolean
  api: SearchApi
  onFound: (page: SearchPage) => void
}) {
  const { api } = props
  const client = useQueryClient()
  const releases = useQuery({ queryKey: RELEASES_KEY, queryFn: () => api.releases() })
  const reload = () => void client.invalidateQueries({ queryKey: RELEASES_KEY })
  return (
    <section className="search-releases" aria-label="Requests">
      <h2>
        {props.mayDecide ? 'Requests' : 'Your requests'}{' '}
        <button type="button" className="search-link" onClick={reload}>
          Load again
        </button>
      </h2>
      {releases.error && <FailureNote error={releases.error} onRetry={reload} />}
      {releases.data?.length === 0 && <p className="search-hint">None.</p>}
      <ul>
        {releases.data?.map((release) => (
          <li key={release.id} className="search-release" data-state={release.state}>
            <Release release={release} {...props} onChanged={reload} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Release(props: {
  release: ReleaseView
  user: string
  mayDecide: boolean
  api: SearchApi
  onChanged: () => void
  onFound: (page: SearchPage) => void
}) {
  const { release, api, user } = props
  const run = useMutation({
    mutationFn: () => api.searchReleased(release.id),
    onSuccess: (page) => {
      props.onFound(page)
      props.onChanged()
    },
  })
  const isOwn = release.askedBy === user
  return (
    <>
      <p>
        <strong>{STATE_NAMES[release.state]}</strong> · {release.askedBy}, {timeText(release.askedAt)}
      </p>
      {release.order ? (
        <>
          <p>{orderText(release.order)}</p>
          <p className="search-hint">
            Case {release.order.case}, {PURPOSE_NAMES[release.order.purpose]}; it{' '}
            {release.grounds.map((ground) => GROUND_NAMES[ground]).join(' and ')}.
          </p>
          <p>“{release.reason}”</p>
        </>
      ) : (
        <p className="search-hint">What was asked is erased.</p>
      )}
      {release.decidedBy && release.decidedAt !== null && (
        <p className="search-hint">
          Decided by {release.decidedBy}, {timeText(release.decidedAt)}
        </p>
      )}
      {run.error && <FailureNote error={run.error} />}
      {isOwn && release.state === 'released' && (
        <button
          type="button"
          className="button button-primary"
          disabled={run.isPending}
          onClick={() => run.mutate()}
        >
          Run it, once
        </button>
      )}
      {!isOwn && props.mayDecide && release.state === 'requested' && (
        <Decide id={release.id} api={api} onDone={props.onChanged} />
      )}
    </>
  )
}

function Decide({ id, api, onDone }: { id: string; api: SearchApi; onDone: () => void }) {
  const [reason, setReason] = useState('')
  const decide = useMutation({
    mutationFn: (outcome: 'released' | 'refused') => api.decide(id, outcome, reason),
    onSuccess: onDone,
  })
  const blocked = !Note.safeParse(reason).success || decide.isPending
  return (
    <>
      <label>
        Your reason
        <textarea
          name="decision"
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {decide.error && <FailureNote error={decide.error} />}
      <div className="search-buttons">
        <button type="button" className="button" disabled={blocked} onClick={() => decide.mutate('released')}>
          Release
        </button>
        <button type="button" className="button" disabled={blocked} onClick={() => decide.mutate('refused')}>
          Refuse
        </button>
      </div>
    </>
  )
}
