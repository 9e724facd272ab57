import { useState } from 'react'
import { timeText } from '../search/words.ts'
import { ChangesTable } from './changes-table.tsx'
import { PolicyValues } from './policy-values.tsx'
import { VersionGrounds } from './version-grounds.tsx'
import { baseOf, changesOf, holdsFrom, type Version } from './versions.ts'

/** A version that held once, or that was refused. */
export function EarlierVersion({ one, versions }: { one: Version; versions: readonly Version[] }) {
  const [isShown, setShown] = useState(false)
  const changes = changesOf(one, versions)
  const isRefused = one.state === 'refused'
  return (
    <li>
      <details className="panel side-folded" data-version={one.n}>
        <summary>
          {one.version}, {isRefused ? 'refused' : 'in force from'}{' '}
          {timeText(isRefused ? (one.decidedAt ?? one.proposedAt) : holdsFrom(one))}
        </summary>
        <VersionGrounds one={one} />
        {changes && (
          <ChangesTable
            changes={changes}
            before={`Before (${baseOf(one, versions)?.version ?? 'nothing'})`}
            after={isRefused ? 'Proposed' : 'Then'}
          />
        )}
        {isShown ? (
          <PolicyValues policy={one.policy} />
        ) : (
          <div className="side-buttons">
            <button type="button" className="button" onClick={() => setShown(true)}>
              Show all that it said
            </button>
          </div>
        )}
      </details>
    </li>
  )
}
