import type { CaseView } from '@archway/shared/api/search'
import { CaseNumber, Purpose } from '@archway/shared/purpose'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureNote } from '../desk/failure-note.tsx'
import type { SearchApi } from './search-api.ts'
import { PURPOSE_NAMES } from './words.ts'

/** Which open case the search is for; its purpose is the search's. A case can be opened right here. */
export function CaseField(props: {
  cases: readonly CaseView[]
  chosen: string
  api: SearchApi
  onChoose: (number: string) => void
  onOpened: (opened: CaseView) => void
}) {
  const [opening, setOpening] = useState(false)
  const file = props.cases.find(({ number }) => number === props.chosen)
  return (
    <>
      <label>
        Case
        <select name="case" value={props.chosen} onChange={(event) => props.onChoose(event.target.value)}>
          <option value="">Choose an open case…</option>
          {props.cases.map(({ number, owner }) => (
            <option key={number} value={number}>
              {number} · {owner}
            </option>
          ))}
        </select>
      </label>
      <p className="search-purpose">
        Purpose: <strong>{file ? PURPOSE_NAMES[file.purpose] : 'that of the case'}</strong>
        {!opening && (
          <button type="button" className="search-link" onClick={() => setOpening(true)}>
            Open a case
          </button>
        )}
      </p>
      {opening && (
        <OpenCase
          api={props.api}
          onDone={(opened) => {
            setOpening(false)
            if (opened) props.onOpened(opened)
          }}
        />
      )}
    </>
  )
}

function OpenCase({ api, onDone }: { api: SearchApi; onDone: (opened: CaseView | null) => void }) {
  const [number, setNumber] = useState('')
  const [purpose, setPurpose] = useState<Purpose>('felony-investigation')
  const open = useMutation({ mutationFn: () => api.openCase({ number, purpose }), onSuccess: onDone })
  const isNumber = CaseNumber.safeParse(number).success
  return (
    <fieldset className="search-open-case">
      <legend>Open a case</legend>
      <label>
        Number
        <input
          name="case-number"
          value={number}
          placeholder="26-014233"
          autoComplete="off"
          onChange={(event) => setNumber(event.target.value.toUpperCase())}
        />
      </label>
      <label>
        Purpose
        <select
          value={purpose}
          name="purpose"
          onChange={(event) => setPurpose(Purpose.parse(event.target.value))}
        >
          {Purpose.options.map((option) => (
            <option key={option} value={option}>
              {PURPOSE_NAMES[option]}
            </option>
          ))}
        </select>
      </label>
      {open.error && <FailureNote error={open.error} />}
      <div className="search-buttons">
        <button
          type="button"
          className="button"
          disabled={!isNumber || open.isPending}
          onClick={() => open.mutate()}
        >
          Open
        </button>
        <button type="button" className="button" onClick={() => onDone(null)}>
          Cancel
        </button>
      </div>
    </fieldset>
  )
}
