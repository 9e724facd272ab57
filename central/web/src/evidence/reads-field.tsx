import { timeOf, type Uuid7 } from '@archway/shared/id'
import { useId, useState } from 'react'
import { timeText } from '../search/words.ts'
import { readsIn } from './chosen-reads.ts'
import { counted } from './words.ts'

/** Which Reads something is about. They come from a search, from an alert, or are pasted by id. */
export function ReadsField(props: { reads: readonly Uuid7[]; onChange: (reads: readonly Uuid7[]) => void }) {
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<readonly string[]>([])
  const hint = useId()
  const add = () => {
    const found = readsIn(typed)
    props.onChange([...new Set([...props.reads, ...found.reads])])
    setWrong(found.wrong)
    setTyped(found.wrong.join(' '))
  }
  return (
    <fieldset className="side-set evidence-reads">
      <legend>What it covers: {counted(props.reads.length, 'Read')}</legend>
      {props.reads.length > 0 && (
        <ul>
          {props.reads.map((id) => (
            <li key={id}>
              <span>
                {timeText(timeOf(id))} <code>{id}</code>
              </span>
              <button
                type="button"
                className="button"
                aria-label={`Take out the Read of ${timeText(timeOf(id))}`}
                onClick={() => props.onChange(props.reads.filter((other) => other !== id))}
              >
                Take out
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="side-hint" id={hint}>
        Each means its whole passing: hits, alerts, every image. Choose Reads by plate, time and unit on{' '}
        <a href="/search">Search</a>, or from an alert; or paste ids here.
      </p>
      <div className="side-form">
        <label>
          Ids of Reads
          <input
            name="reads"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={hint}
            aria-invalid={wrong.length > 0}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              add()
            }}
          />
        </label>
        <button type="button" className="button" disabled={typed.trim() === ''} onClick={add}>
          Add
        </button>
      </div>
      {wrong.length > 0 && (
        <p className="side-wrong" role="alert">
          Not ids of Reads: {wrong.slice(0, 3).join(', ')}
          {wrong.length > 3 && '…'}
        </p>
      )}
    </fieldset>
  )
}
