import type { ReactNode } from 'react'
import type { Pages } from '../api/use-pages.ts'
import { FailureNote } from '../desk/failure-note.tsx'

/** A list of a side page under its heading: while it loads, when it failed, when it is empty, and when there is more. */
export function PagedPart<T>(props: {
  title: string
  pages: Pages<T>
  /** What to say when nothing is there. */
  none?: string
  /** Beside the heading. */
  actions?: ReactNode
  /** Between the heading and the list. */
  lead?: ReactNode
  children: (item: T) => ReactNode
}) {
  const { pages } = props
  return (
    <section aria-label={props.title} aria-busy={pages.isLoading}>
      <div className="side-heading">
        <h2>{props.title}</h2>
        {props.actions}
      </div>
      {props.lead}
      {pages.error && <FailureNote error={pages.error} onRetry={pages.refetch} />}
      {pages.isLoading && <p>Loading…</p>}
      {!pages.isLoading && !pages.error && pages.items.length === 0 && <p>{props.none ?? 'None.'}</p>}
      <ul className="side-list">{pages.items.map(props.children)}</ul>
      {pages.more && (
        <button
          type="button"
          className="button side-more"
          disabled={pages.isLoadingMore}
          onClick={pages.more}
        >
          {pages.isLoadingMore ? 'Loading…' : 'Show more'}
        </button>
      )}
    </section>
  )
}
