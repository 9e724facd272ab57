import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { PolicyVersions } from '@archway/shared/api/policy'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { createAsk } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { timeText } from '../search/words.ts'
import { SidePage } from '../session/side-page.tsx'
import { useWorkplace } from '../workplace.ts'
import { ChangesTable } from './changes-table.tsx'
import { EarlierVersion } from './earlier-version.tsx'
import { OpenVersion } from './open-version.tsx'
import './policy.css'
import { PolicyValues } from './policy-values.tsx'
import { ProposePolicy } from './propose-policy.tsx'
import { VersionGrounds } from './version-grounds.tsx'
import { changesOf, holdsFrom, type Version } from './versions.ts'

/** What the department's plan lets the system do: the version in force, what is proposed, and what was. */
export function PolicyPage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const ask = useMemo(() => createAsk(fetch, session.csrf), [fetch, session.csrf])
  const [isProposing, setProposing] = useState(false)
  const [said, setSaid] = useState('')
  const answer = useQuery({
    queryKey: ['policy'],
    queryFn: (): Promise<PolicyVersions> => ask('/policies', PolicyVersions, 'the policy'),
  })
  const versions = answer.data?.versions ?? []
  const inForce = versions.find((one) => one.inForce)
  const open = versions.filter(({ state }) => state === 'open')
  const waiting = versions.filter((one) => one.state === 'approved' && inForce && one.n > inForce.n)
  const others = versions.filter((one) => one.state !== 'open' && !one.inForce && !waiting.includes(one))
  const load = (text: string) => {
    setSaid(text)
    void answer.refetch()
  }

  return (
    <SidePage
      title="Policy"
      session={session}
      isBusy={answer.isLoading}
      actions={
        <button type="button" className="button" onClick={() => load('')}>
          Load again
        </button>
      }
    >
      {answer.error && <FailureNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.isLoading && <p>Loading…</p>}
      <p className="side-said" role="status">
        {said}
      </p>
      {inForce && mayDo(session.roles, 'policy-propose') && (
        <section aria-label="Propose a change">
          {isProposing ? (
            <ProposePolicy
              inForce={inForce}
              ask={ask}
              csrf={session.csrf}
              onProposed={() => {
                setProposing(false)
                load('It is proposed. Another commander must approve it.')
              }}
              onClose={() => setProposing(false)}
            />
          ) : (
            <button type="button" className="button button-primary" onClick={() => setProposing(true)}>
              Propose a change
            </button>
          )}
        </section>
      )}
      {open.length > 0 && (
        <section aria-label="Proposed">
          <h2>Proposed</h2>
          <ul className="side-list">
            {open.map((one) => (
              <OpenVersion
                key={one.n}
                one={one}
                versions={versions}
                session={session}
                ask={ask}
                onWithdrawn={() => load(`Version ${one.version} is withdrawn.`)}
              />
            ))}
          </ul>
        </section>
      )}
      {inForce && <InForce one={inForce} waiting={waiting} versions={versions} isBrief={isProposing} />}
      {answer.data && (
        <section aria-label="Earlier versions">
          <h2>Earlier versions</h2>
          {others.length === 0 && <p>None yet.</p>}
          <ul className="side-list">
            {others.toReversed().map((one) => (
              <EarlierVersion key={one.n} one={one} versions={versions} />
            ))}
          </ul>
        </section>
      )}
    </SidePage>
  )
}

/** @param isBrief its values stand elsewhere on the page already */
function InForce(props: {
  one: Version
  waiting: readonly Version[]
  versions: readonly Version[]
  isBrief: boolean
}) {
  const { one, waiting, versions } = props
  return (
    <section aria-label="In force">
      <h2>In force: {one.version}</h2>
      <div className="policy-lead">
        <VersionGrounds one={one} lead={`Since ${timeText(holdsFrom(one))}. `} />
        {waiting.map((next) => (
          <div key={next.n} className="panel policy-coming">
            <p>
              <strong>{next.version}</strong> is approved and takes effect on {timeText(holdsFrom(next))}.
            </p>
            <VersionGrounds one={next} />
            <ChangesTable changes={changesOf(next, versions) ?? []} before="Now" after="Then" />
          </div>
        ))}
      </div>
      {!props.isBrief && <PolicyValues policy={one.policy} />}
    </section>
  )
}
