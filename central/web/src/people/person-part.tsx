import type { Session } from '@archway/shared/api'
import { PersonFile } from '@archway/shared/api/people'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { FailureNote } from '../desk/failure-note.tsx'
import { Fact } from '../evidence/fact.tsx'
import { timeText } from '../search/words.ts'
import { dayText } from '../session/dates.ts'
import { useWorkplace } from '../workplace.ts'
import { PersonActs } from './person-acts.tsx'
import { PersonHistory } from './person-history.tsx'
import { Points } from './points.tsx'
import { STANDINGS_KEY, useStandings } from './standings.ts'
import { factorText, linkText, loginText, openPoints, rolesText, trainingText } from './words.ts'

/** All that is on record of one person, and what may be done about it. */
export function PersonPart({ name, session, ask }: { name: string; session: Session; ask: Ask }) {
  const { now } = useWorkplace()
  const client = useQueryClient()
  const [said, setSaid] = useState('')
  const file = useQuery({
    queryKey: ['people', 'file', name],
    queryFn: (): Promise<PersonFile> => ask(`/people/${name}/file`, PersonFile, 'a person’s file'),
  })
  const standings = useStandings(ask)
  if (file.error) return <FailureNote error={file.error} onRetry={() => void file.refetch()} />
  if (!file.data) return <p>Loading…</p>
  const person = file.data
  const { order, unusedDays } = standings.data ?? {}
  const orderText = order
    ? `Special Order ${order.number}, version ${order.version}`
    : 'Special Order in force'
  const changed = (text: string) => {
    setSaid(text)
    void file.refetch()
    void client.invalidateQueries({ queryKey: STANDINGS_KEY })
  }
  return (
    <section aria-label={`File of ${person.name}`} className="person-file">
      <div className="side-heading">
        <h2>{person.displayName}</h2>
        <span className="side-hint">
          {person.name}
          {person.badge !== null && `, no. ${person.badge}`}
        </span>
        <a className="button" href="#roster">
          To the roster
        </a>
      </div>
      <p className="side-said" role="status">
        {said}
      </p>
      {person.disabledAt !== null && (
        <p className="person-stop">
          <strong>This account is disabled</strong> since {timeText(person.disabledAt)}.
        </p>
      )}
      {person.lockedAt !== null && (
        <p className="person-stop">
          <strong>This account is locked</strong> since {timeText(person.lockedAt)}, after too many failed
          sign-ins.
        </p>
      )}
      <div className="person-columns">
        <div className="panel">
          <h3>As it stands</h3>
          <dl className="facts person-facts">
            <Fact name="Roles">{rolesText(person.roles)}</Fact>
            <Fact name="Last sign-in">{loginText(person, now())}</Fact>
            <Fact name="Training">{trainingText(person, now())}</Fact>
            <Fact name={orderText}>{person.hasOrder ? 'received' : 'no receipt of this version'}</Fact>
            <Fact name="Second factor">{factorText(person)}</Fact>
            <Fact name="Password">{person.passwordGiven ? 'given, not their own yet' : 'their own'}</Fact>
            {(person.sso.label ?? person.sso.subject) !== null && (
              <Fact name="Single sign-on">{linkText(person)}</Fact>
            )}
            <Fact name="Account since">{dayText(person.addedAt)}</Fact>
          </dl>
          {unusedDays !== undefined && person.disabledAt === null && (
            <Points points={openPoints(person, unusedDays, now())} none="Nothing to look into." />
          )}
        </div>
        <PersonActs person={person} session={session} ask={ask} onDone={changed} />
      </div>
      <PersonHistory person={person} />
    </section>
  )
}
