import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { Roster, type Standing } from '@archway/shared/api/people'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import type { Ask } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { dayEnd, dayOf, dayText } from '../session/dates.ts'
import { useWorkplace } from '../workplace.ts'
import { NewAccount } from './new-account.tsx'
import { type Named, Person } from './person.tsx'
import { Points } from './points.tsx'
import { useStandings } from './standings.ts'
import { factorText, loginText, openPoints, rolesText, trainingText } from './words.ts'

const isSought = ({ name, displayName, badge }: Named, text: string): boolean =>
  [name, displayName, badge ?? ''].some((one) => one.toLowerCase().includes(text.trim().toLowerCase()))

/** Everybody who may use the system, as they stand now or stood at the end of any day. */
export function RosterPart({ session, ask }: { session: Session; ask: Ask }) {
  const { now } = useWorkplace()
  const [isAdding, setAdding] = useState(false)
  const [text, setText] = useState('')
  const [day, setDay] = useState('')
  const at = day === '' || day >= dayOf(now()) ? null : dayEnd(day)
  return (
    <section aria-label="Roster">
      <div className="side-heading">
        <h2>Roster</h2>
        {mayDo(session.roles, 'person-add') && !isAdding && (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            New account
          </button>
        )}
      </div>
      {isAdding && <NewAccount ask={ask} csrf={session.csrf} onClose={() => setAdding(false)} />}
      <form className="side-fields people-filter" onSubmit={(event) => event.preventDefault()}>
        <label>
          Find a name or number
          <input
            type="search"
            name="find"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label>
          As it stood on (empty: now)
          <input
            type="date"
            name="as-of"
            max={dayOf(now())}
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        </label>
      </form>
      {at === null ? <StandingsNow ask={ask} text={text} /> : <RosterAt ask={ask} at={at} text={text} />}
    </section>
  )
}

function StandingsNow({ ask, text }: { ask: Ask; text: string }) {
  const { now } = useWorkplace()
  const [which, setWhich] = useState<'enabled' | 'open' | 'disabled'>('enabled')
  const answer = useStandings(ask)
  if (answer.error) return <FailureNote error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <p>Loading…</p>
  const { unusedDays, people, at } = answer.data
  const pointsOf = (person: Standing) => openPoints(person, unusedDays, at)
  const kinds = {
    enabled: people.filter(({ disabledAt }) => disabledAt === null),
    open: people.filter((person) => pointsOf(person).length > 0),
    disabled: people.filter(({ disabledAt }) => disabledAt !== null),
  }
  const found = kinds[which].filter((person) => isSought(person, text))
  return (
    <>
      <fieldset className="people-kinds">
        <legend className="visually-hidden">Which accounts</legend>
        {(
          [
            ['enabled', 'All accounts'],
            ['open', 'To look into'],
            ['disabled', 'Disabled'],
          ] as const
        ).map(([kind, name]) => (
          <label key={kind}>
            <input type="radio" name="kind" checked={which === kind} onChange={() => setWhich(kind)} />
            {name} ({kinds[kind].length})
          </label>
        ))}
        <button type="button" className="button" onClick={() => void answer.refetch()}>
          Load again
        </button>
      </fieldset>
      {found.length === 0 ? (
        <p>{text === '' ? 'None.' : 'Nobody of that name or number is among them.'}</p>
      ) : (
        <div className="side-scroll">
          <table className="side-table people-table">
            <thead>
              <tr>
                <th>Person</th>
                <th>Roles</th>
                <th>Last sign-in</th>
                <th>Training</th>
                <th>Second factor</th>
                <th>{which === 'disabled' ? 'Disabled' : 'To look into'}</th>
              </tr>
            </thead>
            <tbody>
              {found.map((person) => (
                <tr key={person.name}>
                  <td>
                    <Person {...person} />
                  </td>
                  <td>{rolesText(person.roles)}</td>
                  <td>{loginText(person, now())}</td>
                  <td>{trainingText(person, now())}</td>
                  <td>{factorText(person)}</td>
                  <td>
                    {person.disabledAt === null ? (
                      <Points points={pointsOf(person)} none="–" />
                    ) : (
                      dayText(person.disabledAt)
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

function RosterAt({ ask, at, text }: { ask: Ask; at: number; text: string }) {
  const answer = useQuery({
    queryKey: ['people', 'roster', at],
    queryFn: (): Promise<z.infer<typeof Roster>> => ask(`/people?at=${at}`, Roster, 'the roster'),
  })
  if (answer.error) return <FailureNote error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <p>Loading…</p>
  const found = answer.data.people.filter((person) => isSought(person, text))
  return (
    <>
      <p className="side-hint">As it stood at the end of {dayText(at)}.</p>
      {found.length === 0 && <p>Nobody had an account then{text !== '' && ' of that name or number'}.</p>}
      {found.length > 0 && (
        <div className="side-scroll">
          <table className="side-table people-table">
            <thead>
              <tr>
                <th>Person</th>
                <th>Roles then</th>
                <th>Account</th>
              </tr>
            </thead>
            <tbody>
              {found.map((person) => (
                <tr key={person.name}>
                  <td>
                    <Person {...person} />
                  </td>
                  <td>{rolesText(person.roles)}</td>
                  <td>{person.disabled ? 'disabled' : 'enabled'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
