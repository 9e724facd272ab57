import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { PolicyDecided } from '@archway/shared/api/policy'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { timeText } from '../search/words.ts'
import { ConfirmButton } from '../session/confirm-button.tsx'
import { ChangesTable } from './changes-table.tsx'
import { baseOf, changesOf, type Version } from './versions.ts'

/** A version that waits for its second person. */
export function OpenVersion(props: {
  one: Version
  versions: readonly Version[]
  session: Session
  ask: Ask
  onWithdrawn: () => void
}) {
  const { one, versions, session, ask } = props
  const base = baseOf(one, versions)
  const isOvertaken = base !== undefined && !base.inForce
  const isOwn = one.proposedBy === session.user
  const withdraw = useGuardedAct(
    session.csrf,
    () => ask(`/policies/${one.n}/refuse`, PolicyDecided, 'a decision', {}),
    props.onWithdrawn,
  )
  return (
    <li className="panel" data-version={one.n}>
      <h3>{one.version}</h3>
      <p>“{one.reason}”</p>
      <ChangesTable
        changes={changesOf(one, versions) ?? []}
        before={`Now (${base?.version ?? 'nothing'})`}
        after="Proposed"
      />
      <p className="side-hint">
        Proposed by {one.proposedBy}, {timeText(one.proposedAt)}
        {one.notBefore > one.proposedAt && `; takes effect on ${timeText(one.notBefore)} at the earliest`}
      </p>
      {isOvertaken && (
        <p>
          Another version was approved meanwhile: this one cannot be approved any more. Propose it anew, so
          that nobody approves what they did not see.
        </p>
      )}
      {isOwn && (
        <>
          <p>You proposed it: another commander must approve it.</p>
          <div className="side-buttons">
            <ConfirmButton
              label="Withdraw it"
              question={`Withdraw ${one.version}?`}
              confirm="Yes, withdraw it"
              isBusy={withdraw.isBusy}
              onConfirm={() => withdraw.run(null)}
            />
          </div>
        </>
      )}
      {!isOwn && mayDo(session.roles, 'policy-approve') && (
        <p>
          <a href="/approvals">Approve or refuse it under Approvals</a>
        </p>
      )}
      {!isOwn && !mayDo(session.roles, 'policy-approve') && <p>It waits for a second commander.</p>}
      {withdraw.note}
    </li>
  )
}
