import { PolicyProposal, PolicyProposed } from '@archway/shared/api/policy'
import { useMemo, useState } from 'react'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { NoteField } from '../approvals/note-field.tsx'
import { dayOf, dayStart } from '../session/dates.ts'
import { SideForm } from '../session/side-form.tsx'
import { useWorkplace } from '../workplace.ts'
import { ChangesTable } from './changes-table.tsx'
import { type Draft, draftOf, policyOf } from './draft.ts'
import { GROUPS } from './fields.ts'
import { GroupFields } from './group-fields.tsx'
import { Wrong } from './policy-field.tsx'
import { differences } from './values.ts'
import type { Version } from './versions.ts'
import { YamlPanel } from './yaml-panel.tsx'

/** Another version of the policy. What was typed stays until the server has taken it. */
export function ProposePolicy(props: {
  inForce: Version
  ask: Ask
  csrf: string
  onProposed: () => void
  onClose: () => void
}) {
  const { inForce, ask } = props
  const { now } = useWorkplace()
  const before = useMemo(() => draftOf(inForce.policy, ''), [inForce])
  const [draft, setDraft] = useState<Draft>(before)
  const [reason, setReason] = useState('')
  const [from, setFrom] = useState('')
  const { policy, wrong } = useMemo(() => policyOf(draft), [draft])
  const changes = policy ? differences(inForce.policy, policy) : []
  const version = String(draft.version ?? '')
  const isOldName = version.trim() === inForce.version
  const proposal = PolicyProposal.safeParse({ policy, reason, notBefore: dayStart(from) ?? 0 })
  const propose = useGuardedAct(
    props.csrf,
    () => ask('/policies', PolicyProposed, 'a proposal', proposal.data),
    props.onProposed,
  )
  const change = (path: string, typed: Draft[string]) => setDraft({ ...draft, [path]: typed })
  const wrongFields = [...(wrong?.keys() ?? [])].filter((path) => path !== 'version').length
  const isReady = proposal.success && changes.length > 0 && !isOldName

  return (
    <div className="panel">
      <h3>Propose a change</h3>
      <SideForm
        name="Propose a change"
        sending={propose}
        submit="Propose it"
        submitting="Proposing…"
        isReady={isReady}
        onLeave={props.onClose}
      >
        <div className="side-pair">
          <label>
            Name of the new version
            <input
              name="version"
              required
              maxLength={64}
              autoComplete="off"
              aria-invalid={isOldName}
              value={version}
              onChange={(event) => change('version', event.target.value)}
            />
            {isOldName && (
              <span className="side-wrong">This is the version in force; give it a new name.</span>
            )}
          </label>
          <label>
            Not in force before (empty: at its approval)
            <input
              type="date"
              name="not-before"
              min={dayOf(now())}
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          </label>
        </div>
        <NoteField label="Why it is changed" value={reason} onChange={setReason} />
        <div className="policy-folds">
          {GROUPS.map((group) => (
            <GroupFields
              key={group.title}
              group={group}
              draft={draft}
              before={before}
              wrong={wrong}
              onChange={change}
            />
          ))}
        </div>
        <section aria-label="What would change" className="policy-summary">
          <h3>What would change</h3>
          {wrongFields > 0 && (
            <Wrong
              id="policy-wrong"
              text={`${wrongFields === 1 ? 'One value' : `${wrongFields} values`} above cannot stand; each says why.`}
            />
          )}
          {wrong === null && changes.length === 0 && <p>Nothing yet.</p>}
          {wrong?.has('version') && wrongFields === 0 && <p>Give the version a name, above.</p>}
          {changes.length > 0 && (
            <ChangesTable changes={changes} before={`Now (${inForce.version})`} after="Proposed" />
          )}
        </section>
      </SideForm>
      <YamlPanel draft={draft} onTaken={setDraft} />
    </div>
  )
}
