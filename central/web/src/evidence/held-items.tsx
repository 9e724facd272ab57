import { HoldDetail, HoldVerified } from '@archway/shared/api/hold'
import { timeOf } from '@archway/shared/id'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Ask } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { timeText } from '../search/words.ts'
import { counted, type Hold } from './words.ts'

/** What a hold keeps, with the hash of each item, and whether all of it is still what it was. */
export function HeldItems({ hold, ask, mayView }: { hold: Hold; ask: Ask; mayView: boolean }) {
  const detail = useQuery({
    queryKey: ['hold', hold.id],
    queryFn: () => ask(`/holds/${hold.id}`, HoldDetail, 'a hold'),
  })
  const verify = useMutation({
    mutationFn: () => ask(`/holds/${hold.id}/verify`, HoldVerified, 'the findings', {}),
  })
  if (detail.error) return <FailureNote error={detail.error} onRetry={() => void detail.refetch()} />
  if (!detail.data) return <p>Loading…</p>
  return (
    <>
      <div className="side-scroll">
        <table className="side-table">
          <thead>
            <tr>
              <th>Item</th>
              <th>Captured</th>
              <th>Bytes</th>
              <th>SHA-256</th>
              {mayView && <th>Look at it</th>}
            </tr>
          </thead>
          <tbody>
            {detail.data.items.map(({ kind, id, bytes, sha256 }) => (
              <tr key={`${kind} ${id}`}>
                <td>{kind === 'image' ? 'Image' : 'Read, hits, alerts'}</td>
                <td>{timeText(timeOf(id))}</td>
                <td>{bytes.toLocaleString('en-US')}</td>
                <td>
                  <code title={sha256}>{sha256.slice(0, 16)}…</code>
                </td>
                {mayView && (
                  <td>
                    <a
                      href={`/api/holds/${hold.id}/items/${kind}/${id}`}
                      target="_blank"
                      rel="noreferrer"
                      aria-label={`Open ${kind} ${id}`}
                    >
                      Open
                    </a>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="side-buttons">
        <button type="button" className="button" disabled={verify.isPending} onClick={() => verify.mutate()}>
          {verify.isPending ? 'Checking…' : 'Check every item against its hash'}
        </button>
        {mayView && <span className="side-hint">Opening an item is a use of its own, and logged.</span>}
      </div>
      {verify.error && <FailureNote error={verify.error} />}
      {verify.data && <Findings {...verify.data} />}
    </>
  )
}

function Findings({ items, findings }: z.infer<typeof HoldVerified>) {
  if (findings.length === 0) {
    return <p role="status">{counted(items, 'item')} checked: all are as they were kept.</p>
  }
  return (
    <div className="side-wrong" role="alert">
      <p>
        <strong>
          {counted(findings.length, 'item')} of {items} {findings.length === 1 ? 'is' : 'are'} not as kept.
        </strong>{' '}
        Tell the commander and the auditor; change nothing.
      </p>
      <ul>
        {findings.map(({ kind, id, problem }) => (
          <li key={`${kind} ${id}`}>
            {kind} <code>{id}</code>: {problem}
          </li>
        ))}
      </ul>
    </div>
  )
}
