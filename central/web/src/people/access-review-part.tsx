import type { Session } from '@archway/shared/api'
import { AccessReviews, PersonDone, ReviewOpened, type Standings } from '@archway/shared/api/people'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { timeText } from '../search/words.ts'
import { ConfirmButton } from '../session/confirm-button.tsx'
import { dayText } from '../session/dates.ts'
import { Person } from './person.tsx'
import { Points } from './points.tsx'
import { STANDINGS_KEY, useStandings } from './standings.ts'
import { loginText, openPoints, rolesText } from './words.ts'

type Reviews = z.infer<typeof AccessReviews>
type Review = Reviews['reviews'][number]
type Item = Review['items'][number]

/** Everybody who holds a role is looked at once a year: kept, or ended. */
export function AccessReviewPart({ session, ask }: { session: Session; ask: Ask }) {
  const client = useQueryClient()
  const standings = useStandings(ask)
  const reviews = useQuery({
    queryKey: ['people', 'reviews'],
    queryFn: (): Promise<Reviews> => ask('/people/reviews', AccessReviews, 'the reviews of access'),
  })
  const changed = () => {
    void reviews.refetch()
    void client.invalidateQueries({ queryKey: STANDINGS_KEY })
  }
  const open = useGuardedAct(
    session.csrf,
    () => ask('/people/reviews', ReviewOpened, 'a new review', {}),
    changed,
  )
  const error = reviews.error ?? standings.error
  if (error) {
    const again = () => void Promise.all([reviews.refetch(), standings.refetch()])
    return <FailureNote error={error} onRetry={again} />
  }
  if (!reviews.data || !standings.data) return <p>Loading…</p>
  const current = reviews.data.reviews.find(({ closedAt }) => closedAt === null)
  const finished = reviews.data.reviews.filter(({ closedAt }) => closedAt !== null)
  return (
    <section aria-label="Access review" className="person-file">
      <div className="side-heading">
        <h2>Access review</h2>
        {!current && (
          <button
            type="button"
            className="button button-primary"
            disabled={open.isBusy}
            onClick={() => open.run(null)}
          >
            Open a review
          </button>
        )}
      </div>
      <Due {...reviews.data} isOpen={current !== undefined} />
      {open.note}
      {current && (
        <OpenReview
          review={current}
          standings={standings.data}
          session={session}
          ask={ask}
          onDecided={changed}
        />
      )}
      <section aria-label="Finished reviews">
        <h3>Finished reviews</h3>
        {finished.length === 0 && <p>None yet.</p>}
        <ul className="side-list">
          {finished.map((review) => (
            <FinishedReview key={review.n} {...review} />
          ))}
        </ul>
      </section>
    </section>
  )
}

function Due({ dueAt, overdue, isOpen }: Pick<Reviews, 'dueAt' | 'overdue'> & { isOpen: boolean }) {
  if (dueAt === null) return null
  if (!overdue) {
    return <p>The next review must be finished by {dayText(dueAt)}.</p>
  }
  return (
    <p className="person-stop">
      <strong>Overdue since {dayText(dueAt)}.</strong>{' '}
      {isOpen ? 'Finish the one below.' : 'Open a review, and decide on each person.'}
    </p>
  )
}

function OpenReview(props: {
  review: Review
  standings: Standings
  session: Session
  ask: Ask
  onDecided: () => void
}) {
  const { review, standings, session, ask } = props
  const people = new Map(standings.people.map((person) => [person.name, person]))
  const decide = useGuardedAct(
    session.csrf,
    (body: { person: string; decision: 'keep' | 'revoke' }) =>
      ask(`/people/reviews/${review.n}/decide`, PersonDone, 'a decision', body),
    props.onDecided,
  )
  const decided = review.items.filter(({ decision }) => decision !== null).length
  const cells = (item: Item) => {
    const person = people.get(item.person)
    return (
      <tr key={item.person} data-person={item.person}>
        <td>{person ? <Person {...person} /> : item.person}</td>
        <td>{rolesText(item.roles)}</td>
        <td>{person && loginText(person, standings.at)}</td>
        <td>
          {person && (
            <Points
              points={
                person.disabledAt === null
                  ? openPoints(person, standings.unusedDays, standings.at)
                  : ['disabled']
              }
              none="–"
            />
          )}
        </td>
        <td>
          <Decision item={item} isOwn={item.person === session.user} act={decide} />
        </td>
      </tr>
    )
  }
  return (
    <section aria-label="Open review">
      <p>
        Review {review.n}, opened {timeText(review.openedAt)} by {review.openedBy}: {decided} of{' '}
        {review.items.length} decided. It is finished with the last.
      </p>
      {decide.note}
      <div className="side-scroll">
        <table className="side-table people-table">
          <thead>
            <tr>
              <th>Person</th>
              <th>Roles when it was opened</th>
              <th>Last sign-in</th>
              <th>To look into</th>
              <th>Decision</th>
            </tr>
          </thead>
          <tbody>{review.items.map(cells)}</tbody>
        </table>
      </div>
    </section>
  )
}

function Decision(props: {
  item: Item
  isOwn: boolean
  act: { isBusy: boolean; run: (body: { person: string; decision: 'keep' | 'revoke' }) => void }
}) {
  const { item, act } = props
  if (item.decision !== null) return <DecisionText {...item} />
  if (props.isOwn) return <span className="side-hint">Another commander decides on you.</span>
  return (
    <div className="side-buttons">
      <button
        type="button"
        className="button"
        disabled={act.isBusy}
        onClick={() => act.run({ person: item.person, decision: 'keep' })}
      >
        Keep
      </button>
      <ConfirmButton
        label="End all roles"
        question={`End every role of ${item.person}?`}
        confirm="Yes, end them"
        isBusy={act.isBusy}
        onConfirm={() => act.run({ person: item.person, decision: 'revoke' })}
      />
    </div>
  )
}

const DecisionText = ({ decision, decidedBy, decidedAt }: Item) => (
  <>
    {decision === 'keep' ? 'Kept' : 'Roles ended'}
    {decidedAt !== null && (
      <div className="side-hint">
        by {decidedBy}, {dayText(decidedAt)}
      </div>
    )}
  </>
)

function FinishedReview({ n, openedAt, openedBy, closedAt, items }: Review) {
  const kept = items.filter(({ decision }) => decision === 'keep').length
  return (
    <li>
      <details className="panel side-folded">
        <summary>
          Review {n}, finished {closedAt !== null && dayText(closedAt)}: {kept} kept, {items.length - kept}{' '}
          ended
        </summary>
        <p className="side-hint">
          Opened {timeText(openedAt)} by {openedBy}
        </p>
        <div className="side-scroll">
          <table className="side-table">
            <thead>
              <tr>
                <th>Person</th>
                <th>Roles then</th>
                <th>Decision</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.person}>
                  <td>
                    <a href={`#person=${item.person}`}>{item.person}</a>
                  </td>
                  <td>{rolesText(item.roles)}</td>
                  <td>
                    <DecisionText {...item} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </li>
  )
}
