import { mayDo } from '@archway/shared/act'
import type { FoundView, SearchPage } from '@archway/shared/api/search'
import type { Uuid7 } from '@archway/shared/id'
import type { Role } from '@archway/shared/role'
import { CATEGORY_NAMES, GRADE_NAMES, jurisdictionName } from '@archway/shared/wording'
import { useState } from 'react'
import { imageUrl } from '../api/client.ts'
import { evidenceAddress } from '../evidence/chosen-reads.ts'
import { percent, timeText } from './words.ts'

/** What was found, newest first. A picture is shown only when somebody asks for it: that is a use of its own. */
export function ResultList(props: {
  pages: readonly SearchPage[]
  roles: readonly Role[]
  busy: boolean
  onMore: () => void
}) {
  const [chosen, setChosen] = useState<ReadonlySet<Uuid7>>(new Set())
  const results = props.pages.flatMap((page) => page.results)
  const last = props.pages.at(-1)
  const notice = props.pages[0]?.notice
  return (
    <section className="search-results" aria-label="Results">
      {notice && (
        <p className="search-notice" role="alert">
          You have searched for this plate {notice.uses} times in {notice.withinDays} days. Your supervisor
          and the auditor are told.
        </p>
      )}
      <h2 className="search-count" aria-live="polite">
        {results.length === 0
          ? 'Nothing found'
          : `${results.length}${last?.next ? '+' : ''} found, newest first`}
      </h2>
      {results.length === 0 && (
        <p className="search-hint">
          No stored Read has this plate as its text or as a rival of at least 5 %, in this time and place.
        </p>
      )}
      <Chosen
        reads={results.map(({ read }) => read).filter((read) => chosen.has(read))}
        roles={props.roles}
      />
      <ol>
        {results.map((found) => (
          <li key={found.read}>
            <Result
              found={found}
              isChosen={chosen.has(found.read)}
              onChoose={(isChosen) => {
                const others = [...chosen].filter((read) => read !== found.read)
                setChosen(new Set(isChosen ? [...others, found.read] : others))
              }}
            />
          </li>
        ))}
      </ol>
      {last?.next && (
        <button type="button" className="button" disabled={props.busy} onClick={props.onMore}>
          {props.busy ? 'Loading…' : 'Show more'}
        </button>
      )}
    </section>
  )
}

/** What may be done with the Reads that somebody chose. */
function Chosen({ reads, roles }: { reads: readonly Uuid7[]; roles: readonly Role[] }) {
  if (reads.length === 0) return null
  return (
    <p className="search-chosen">
      <span>{reads.length} chosen</span>
      {mayDo(roles, 'hold-propose') && (
        <a className="button" href={evidenceAddress('holds', reads)} target="archway-evidence">
          Propose a hold
        </a>
      )}
      {mayDo(roles, 'disclosure-propose') && (
        <a className="button" href={evidenceAddress('requests', reads)} target="archway-evidence">
          Disclose on a request
        </a>
      )}
    </p>
  )
}

function Result(props: { found: FoundView; isChosen: boolean; onChoose: (isChosen: boolean) => void }) {
  const { found } = props
  const matched = found.match?.candidates.filter(({ text }) => text !== found.text) ?? []
  const isRival = found.match !== null && !found.match.candidates.some(({ text }) => text === found.text)
  return (
    <article className="search-result" data-hit={found.hits.length > 0 ? '' : undefined}>
      <div>
        <p className="search-result-plate plate-text">{found.text}</p>
        <p className="search-result-share">
          {percent(found.probability)} sure
          {found.jurisdiction && ` · ${jurisdictionName(found.jurisdiction.code)}`}
        </p>
        <label className="search-check">
          <input
            type="checkbox"
            checked={props.isChosen}
            onChange={(event) => props.onChoose(event.target.checked)}
          />
          Choose it
        </label>
      </div>
      <dl className="search-facts">
        <dt>Captured</dt>
        <dd>{timeText(found.capturedAt)}</dd>
        <dt>Unit</dt>
        <dd>{found.device}</dd>
        {matched.length > 0 && (
          <>
            <dt>{isRival ? 'Found as rival' : 'Also'}</dt>
            <dd>
              {matched.map(({ text, probability }) => (
                <span key={text} className="search-rival">
                  <span className="plate-text">{text}</span> {percent(probability)}
                </span>
              ))}
            </dd>
          </>
        )}
        {found.hits.map((hit) => (
          <Hit key={hit.entry} hit={hit} />
        ))}
      </dl>
      <Images found={found} />
    </article>
  )
}

function Hit({ hit }: { hit: FoundView['hits'][number] }) {
  return (
    <>
      <dt>Hit</dt>
      <dd>
        <strong>{CATEGORY_NAMES[hit.category]}</strong> · {GRADE_NAMES[hit.grade]}
        {hit.place && ` · ${hit.place.label ?? `${hit.place.lat.toFixed(5)}, ${hit.place.lon.toFixed(5)}`}`}
      </dd>
    </>
  )
}

function Images({ found }: { found: FoundView }) {
  const [shown, setShown] = useState(false)
  const [failed, setFailed] = useState<ReadonlySet<string>>(new Set())
  const stored = found.images.filter(({ state }) => state === 'stored')
  if (found.images.length === 0) return <p className="search-hint">No images</p>
  if (stored.length === 0) return <p className="search-hint">Images have not arrived yet</p>
  if (!shown) {
    return (
      <button type="button" className="button" onClick={() => setShown(true)}>
        Show {stored.length} images
      </button>
    )
  }
  return (
    <ul className="search-images">
      {stored.map(({ id, angle, kind }) => (
        <li key={id} data-kind={kind}>
          {failed.has(id) ? (
            <p className="search-hint">This image cannot be had. Try again, or tell the administrator.</p>
          ) : (
            <img
              src={imageUrl(id)}
              alt={`${kind === 'plate' ? 'Plate' : 'Scene'}, angle ${angle}`}
              onError={() => setFailed(new Set([...failed, id]))}
            />
          )}
        </li>
      ))}
    </ul>
  )
}
