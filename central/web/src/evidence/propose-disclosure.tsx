import { DisclosureView, NewDisclosure } from '@archway/shared/api/disclosure'
import type { Uuid7 } from '@archway/shared/id'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { SideForm } from '../session/side-form.tsx'
import { useSending } from '../session/use-sending.tsx'
import { ReadsField } from './reads-field.tsx'
import { BASIS_NAMES, type Basis } from './words.ts'

/** What one would give on a request, and on what ground. What was typed stays until the server has taken it. */
export function ProposeDisclosure(props: {
  request: Uuid7
  ask: Ask
  reads: readonly Uuid7[]
  onReads: (reads: readonly Uuid7[]) => void
  onDone: (proposed: boolean) => void
}) {
  const { ask, request, reads } = props
  const [draft, setDraft] = useState({ basis: 'special-order' as Basis, reference: '', purpose: '' })
  const order = NewDisclosure.safeParse({ ...draft, request, reads })
  const propose = useSending(
    () => ask('/disclosures', DisclosureView, 'a disclosure', order.data),
    () => props.onDone(true),
  )
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  return (
    <SideForm
      name="Propose a disclosure"
      sending={propose}
      submit="Propose the disclosure"
      submitting="Proposing…"
      isReady={order.success}
      onLeave={() => props.onDone(false)}
    >
      <ReadsField reads={reads} onChange={props.onReads} />
      {reads.length > 200 && (
        <p className="side-wrong" role="alert">
          One disclosure has at most 200 Reads: propose it in parts.
        </p>
      )}
      <div className="side-pair">
        <label>
          On what ground
          <select
            name="basis"
            value={draft.basis}
            onChange={(event) => change({ basis: event.target.value as Basis })}
          >
            {Object.entries(BASIS_NAMES).map(([basis, name]) => (
              <option key={basis} value={basis}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Which one: number and date
          <input
            name="reference"
            required
            maxLength={200}
            autoComplete="off"
            value={draft.reference}
            onChange={(event) => change({ reference: event.target.value })}
          />
        </label>
      </div>
      <label>
        For what purpose, at least five characters
        <textarea
          name="purpose"
          rows={2}
          required
          maxLength={2000}
          value={draft.purpose}
          onChange={(event) => change({ purpose: event.target.value })}
        />
      </label>
      <p className="side-hint">
        Another person must approve it before anything can leave. Reads whose retention ends before that are
        gone, unless they are held.
      </p>
    </SideForm>
  )
}
