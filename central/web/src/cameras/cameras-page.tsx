import type { Session } from '@archway/shared/api'
import { clockTime, duration, percent } from '@archway/shared/figures'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { FailureNote } from '../desk/failure-note.tsx'
import { SidePage } from '../session/side-page.tsx'
import { useNow, useWorkplace } from '../workplace.ts'
import { createCamerasApi } from './cameras-api.ts'
import { QuarantineItem } from './quarantine-item.tsx'

const KEY = ['cameras'] as const
const STATES = {
  proposed: 'Quarantine proposed',
  quarantined: 'In quarantine',
  refused: 'Quarantine refused',
  lifted: 'Quarantine lifted',
} as const

/** How often cameras were wrong, whose quarantine waits for a decision, and what nobody took in time. */
export function CamerasPage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const now = useNow()
  const client = useQueryClient()
  const api = useMemo(() => createCamerasApi(fetch, session.csrf), [fetch, session.csrf])
  const found = useQuery({
    queryKey: KEY,
    queryFn: async () => ({
      ...(await api.cameras()),
      ...(await api.quarantines()),
      ...(await api.escalations()),
    }),
  })
  const act = useMutation({
    mutationFn: (what: () => Promise<void>) => what(),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  })
  const open = (found.data?.quarantines ?? []).filter(
    ({ state }) => state === 'proposed' || state === 'quarantined',
  )
  return (
    <SidePage title="Cameras and escalations" session={session}>
      {found.error && <FailureNote error={found.error} onRetry={() => void found.refetch()} />}
      {act.error && <FailureNote error={act.error} onRetry={() => act.reset()} />}
      {found.isPending && <p>Loading…</p>}
      {found.data && (
        <>
          <section aria-label="Quarantines">
            <h2>Quarantines</h2>
            {open.length === 0 && <p>None is proposed or in force.</p>}
            <ul className="side-list">
              {open.map((one) => (
                <QuarantineItem
                  key={`${one.n} ${one.state}`}
                  quarantine={one}
                  now={now}
                  pending={act.isPending}
                  onDecide={(quarantine, reason) => act.mutate(() => api.decide(one.n, quarantine, reason))}
                  onLift={(reason) => act.mutate(() => api.lift(one.n, reason))}
                />
              ))}
            </ul>
          </section>
          <section aria-label="Errors by camera">
            <h2>Errors in the last {found.data.windowDays} days</h2>
            {found.data.cameras.length === 0 && <p>No alert of any camera has been judged in that time.</p>}
            {found.data.cameras.length > 0 && (
              <table className="side-table">
                <thead>
                  <tr>
                    <th>Unit</th>
                    <th>Camera</th>
                    <th>Judged</th>
                    <th>Wrong</th>
                    <th>Share, 95 % interval</th>
                    <th>Quarantine</th>
                  </tr>
                </thead>
                <tbody>
                  {found.data.cameras.map((camera) => (
                    <tr key={`${camera.device}/${camera.camera}`}>
                      <td>{camera.device}</td>
                      <td>{camera.camera}</td>
                      <td>{camera.judged}</td>
                      <td>{camera.wrong}</td>
                      <td>
                        {camera.interval
                          ? `${percent(camera.interval.share)} (${percent(camera.interval.low)} to ${percent(camera.interval.high)})`
                          : 'not known'}
                      </td>
                      <td>{camera.quarantine ? STATES[camera.quarantine] : '–'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
          <section aria-label="Escalations">
            <h2>Alerts that nobody took in time</h2>
            {found.data.escalations.length === 0 && <p>None.</p>}
            <ul>
              {found.data.escalations.map((one) => (
                <li key={one.alert}>
                  {clockTime(one.raisedAt, now)}, {one.device}: escalated after{' '}
                  {duration(one.at - one.raisedAt)}
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
    </SidePage>
  )
}
