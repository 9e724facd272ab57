import type { CaseView, SearchOrder } from '@archway/shared/api/search'
import { useWorkplace } from '../workplace.ts'
import { CaseField } from './case-field.tsx'
import { type Draft, orderOf, plateHint, WINDOWS, type WindowName } from './draft.ts'
import type { SearchApi } from './search-api.ts'

/** What is searched for, and why. There is no search without a case and a note. */
export function OrderForm(props: {
  draft: Draft
  cases: readonly CaseView[]
  api: SearchApi
  busy: boolean
  onChange: (draft: Draft) => void
  onOpened: (opened: CaseView) => void
  onSearch: (order: SearchOrder) => void
}) {
  const { now } = useWorkplace()
  const { draft, cases, onChange } = props
  const change = (part: Partial<Draft>) => onChange({ ...draft, ...part })
  const hint = plateHint(draft.plate)
  const order = orderOf(draft, cases, now())
  return (
    <form
      className="search-form"
      onSubmit={(event) => {
        event.preventDefault()
        const asked = orderOf(draft, cases, now())
        if (asked) props.onSearch(asked)
      }}
    >
      <CaseField
        cases={cases}
        chosen={draft.caseNumber}
        api={props.api}
        onChoose={(caseNumber) => change({ caseNumber })}
        onOpened={props.onOpened}
      />
      <label>
        Why this search
        <textarea
          name="note"
          rows={2}
          maxLength={500}
          value={draft.note}
          placeholder="A sentence that links it to the case"
          onChange={(event) => change({ note: event.target.value })}
        />
      </label>
      <label>
        Plate, as far as it is known
        <input
          name="plate"
          className="search-plate plate-text"
          value={draft.plate}
          autoComplete="off"
          spellCheck={false}
          aria-describedby="plate-hint"
          aria-invalid={hint.wrong}
          onChange={(event) => change({ plate: event.target.value.toUpperCase() })}
        />
      </label>
      <p id="plate-hint" className="search-hint" data-wrong={hint.wrong ? '' : undefined}>
        {hint.text}
      </p>
      <label className="search-check">
        <input
          type="checkbox"
          checked={draft.fold}
          onChange={(event) => change({ fold: event.target.checked })}
        />
        O may be 0, and I may be 1
      </label>
      <div className="search-pair">
        <label>
          When
          <select
            name="window"
            value={draft.window}
            onChange={(event) => change({ window: event.target.value as WindowName })}
          >
            {Object.entries(WINDOWS).map(([key, { name }]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
            <option value="between">Between two times</option>
          </select>
        </label>
        <label>
          Hits
          <select
            name="hits"
            value={draft.hits}
            onChange={(event) => change({ hits: event.target.value as Draft['hits'] })}
          >
            <option value="any">With or without</option>
            <option value="with">Hits only</option>
            <option value="without">Without a hit</option>
          </select>
        </label>
      </div>
      {draft.window === 'between' && (
        <div className="search-pair">
          {(['from', 'until'] as const).map((end) => (
            <label key={end}>
              {end === 'from' ? 'From' : 'Until'}
              <input
                type="datetime-local"
                name={end}
                value={draft[end]}
                onChange={(event) => change({ [end]: event.target.value })}
              />
            </label>
          ))}
        </div>
      )}
      <label>
        At these units only
        <input
          name="units"
          value={draft.units}
          autoComplete="off"
          spellCheck={false}
          placeholder="anywhere"
          onChange={(event) => change({ units: event.target.value })}
        />
      </label>
      <button type="submit" className="button button-primary" disabled={order === null || props.busy}>
        {props.busy ? 'Searching…' : 'Search'}
      </button>
      <p className="search-hint">Logged under your name, and drawn by chance for review.</p>
    </form>
  )
}
