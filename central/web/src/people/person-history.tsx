import type { PersonFile } from '@archway/shared/api/people'
import type { ReactNode } from 'react'
import { timeText } from '../search/words.ts'
import { dayText } from '../session/dates.ts'
import { ROLE_NAMES } from './words.ts'

/** What is on record of a person and is never changed, the newest first. */
export function PersonHistory({ person }: { person: PersonFile }) {
  const newest = <T,>(list: readonly T[]): T[] => [...list].reverse()
  return (
    <>
      <Table
        title="Roles"
        none="No role was ever granted."
        heads={['Role', 'Granted', 'Ended']}
        rows={newest(person.grants).map(({ role, since, by, until, endedBy }) => [
          ROLE_NAMES[role],
          `${timeText(since)}, by ${by}`,
          until === null ? 'held' : `${timeText(until)}, by ${endedBy}`,
        ])}
      />
      <Table
        title="Trainings"
        none="No training is on record; nobody signs in without one."
        heads={['Course', 'Trainer', 'Taken', 'Recorded']}
        rows={newest(person.trainings).map(({ course, trainer, takenAt, recordedAt, recordedBy }) => [
          course,
          trainer,
          dayText(takenAt),
          `${timeText(recordedAt)}, by ${recordedBy}`,
        ])}
      />
      <Table
        title="Receipts of the Special Order"
        none="No receipt is on record; the next sign-in asks for one."
        heads={['Order', 'Signed', 'When', 'Recorded by']}
        rows={newest(person.receipts).map(({ number, version, signature, signedAt, recordedBy }) => [
          `${number}, version ${version}`,
          signature,
          timeText(signedAt),
          recordedBy === person.name ? 'themselves, at a sign-in' : recordedBy,
        ])}
      />
      {person.disablings.length > 0 && (
        <Table
          title="Disabled"
          none=""
          heads={['Since', 'Why', 'Until']}
          rows={newest(person.disablings).map(({ since, by, reason, until, enabledBy }) => [
            `${timeText(since)}, by ${by}`,
            reason,
            until === null ? 'now' : `${timeText(until)}, by ${enabledBy}`,
          ])}
        />
      )}
    </>
  )
}

function Table(props: {
  title: string
  none: string
  heads: readonly string[]
  rows: readonly (readonly ReactNode[])[]
}) {
  return (
    <section aria-label={props.title}>
      <h3>{props.title}</h3>
      {props.rows.length === 0 && <p>{props.none}</p>}
      {props.rows.length > 0 && (
        <div className="side-scroll">
          <table className="side-table">
            <thead>
              <tr>
                {props.heads.map((head) => (
                  <th key={head}>{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {props.rows.map((row) => (
                <tr key={row.join('|')}>
                  {row.map((cell, at) => (
                    <td key={props.heads[at]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
