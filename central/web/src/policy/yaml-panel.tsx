import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureNote } from '../desk/failure-note.tsx'
import { checkedPolicy, type Draft, draftOf, policyOf } from './draft.ts'
import { FIELDS } from './fields.ts'

/** The same values as a file: for whoever writes the policy with another program, or keeps it there. */
export function YamlPanel({ draft, onTaken }: { draft: Draft; onTaken: (draft: Draft) => void }) {
  const [text, setText] = useState('')
  const [said, setSaid] = useState<readonly string[]>([])
  // The parser is loaded when somebody asks for it: the desk never does.
  const fill = useMutation({
    mutationFn: async () => {
      const { stringify } = await import('yaml')
      return stringify(policyOf(draft).policy)
    },
    onSuccess: setText,
  })
  const take = useMutation({
    mutationFn: async () => read(text),
    onSuccess: (found) => {
      setSaid(found.problems)
      if (found.draft) onTaken(found.draft)
    },
  })
  return (
    <details className="side-folded policy-yaml">
      <summary>As YAML</summary>
      <form
        className="side-fields"
        aria-label="As YAML"
        onSubmit={(event) => {
          event.preventDefault()
          take.mutate()
        }}
      >
        <label>
          A whole policy, pasted here
          <textarea
            name="yaml"
            rows={12}
            spellCheck={false}
            maxLength={30_000}
            aria-describedby="yaml-said"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <ul id="yaml-said" className="policy-problems" role="alert">
          {said.map((line) => (
            <li key={line} className="side-wrong">
              {line}
            </li>
          ))}
        </ul>
        {take.isSuccess && said.length === 0 && <p>Its values stand in the form above.</p>}
        <div className="side-buttons">
          <button type="submit" className="button" disabled={text.trim() === '' || take.isPending}>
            Take these values
          </button>
          <button
            type="button"
            className="button"
            disabled={policyOf(draft).policy === null || fill.isPending}
            onClick={() => fill.mutate()}
          >
            Write the form’s values here
          </button>
        </div>
      </form>
      {(take.error ?? fill.error) && <FailureNote error={take.error ?? fill.error} />}
    </details>
  )
}

interface Found {
  readonly draft: Draft | null
  readonly problems: readonly string[]
}

async function read(text: string): Promise<Found> {
  const { parseDocument } = await import('yaml')
  // An alias may stand for more than any policy has; a policy has none.
  const document = parseDocument(text)
  if (document.errors.length > 0) {
    return {
      draft: null,
      problems: document.errors.slice(0, 3).map(({ message }) => message.split('\n')[0] ?? ''),
    }
  }
  const { policy, wrong } = checkedPolicy(document.toJS({ maxAliasCount: 0 }))
  if (policy) return { draft: draftOf(policy, policy.version), problems: [] }
  const labels = new Map(FIELDS.map(({ path, label }) => [path, label]))
  return {
    draft: null,
    problems: [...wrong].map(([path, what]) => (path === '' ? what : `${labels.get(path) ?? path}: ${what}`)),
  }
}
