import type { Summary, UnitView } from '@archway/shared/api'
import { clockTime, duration } from '@archway/shared/figures'
import { useRef } from 'react'
import './units-strip.css'
import { inOrder, rosterOf } from './unit-roster.ts'

/** How many troubled units are named in the strip; the table has all of them. */
const NAMED = 3

/** The fleet in one line: counts, and by name only what needs a person. The whole table is one click away. */
export function UnitsStrip(props: {
  units: readonly UnitView[] | undefined
  unitsFailed: boolean
  summary: Summary | undefined
  now: number
}) {
  const table = useRef<HTMLDialogElement>(null)
  const { units, summary, now } = props
  if (props.unitsFailed) return <div className="units-strip">The list of units could not be loaded.</div>
  if (!units) return <div className="units-strip">Loading units…</div>
  const roster = rosterOf(units)
  return (
    <section className="units-strip" aria-label="Units">
      <button type="button" className="units-open" onClick={() => table.current?.showModal()}>
        Units
      </button>
      <span data-tone="good">● {roster.online} online</span>
      <span data-tone={roster.offline > 0 ? 'bad' : undefined}>✕ {roster.offline} offline</span>
      {roster.neverSeen > 0 && <span>○ {roster.neverSeen} never seen</span>}
      {roster.faulty > 0 && <span data-tone="warn">▲ {roster.faulty} with faults</span>}
      {roster.waiting > 0 && <span>{roster.waiting.toLocaleString('en-US')} reads waiting on units</span>}
      {roster.troubled.slice(0, NAMED).map((unit) => (
        <span key={unit.id} className="units-trouble" data-tone={unit.state === 'offline' ? 'bad' : 'warn'}>
          {unit.name}: {troubleOf(unit, now)}
        </span>
      ))}
      <span className="units-list">
        {summary?.hotlist
          ? `List ${summary.hotlist.version} · ${summary.hotlist.entries.toLocaleString('en-US')} entries · ${duration(now - summary.hotlist.sourceAt)} old`
          : summary && 'No hotlist imported: nothing can match'}
      </span>
      <dialog ref={table} className="units-table" aria-label="Units">
        <UnitsTable units={units} now={now} onClose={() => table.current?.close()} />
      </dialog>
    </section>
  )
}

function troubleOf(unit: UnitView, now: number): string {
  if (unit.state === 'offline') {
    return unit.lastSeenAt === null ? 'offline' : `offline for ${duration(now - unit.lastSeenAt)}`
  }
  return unit.faults[0] ?? ''
}

const STATE_WORDS = { online: '● Online', offline: '✕ Offline', 'never-seen': '○ Never seen' } as const

function UnitsTable(props: { units: readonly UnitView[]; now: number; onClose: () => void }) {
  return (
    <>
      <div className="units-table-bar">
        <strong>{props.units.length} units</strong>
        <button type="button" className="button" onClick={props.onClose}>
          Close
        </button>
      </div>
      <table>
        <thead>
          <tr>
            <th>Unit</th>
            <th>Kind</th>
            <th>State</th>
            <th>Last seen</th>
            <th>Waiting</th>
            <th>Dropped frames</th>
            <th>List</th>
            <th>Faults</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(props.units).map((unit) => (
            <tr key={unit.id}>
              <td>{unit.name}</td>
              <td>{unit.kind === 'fixed' ? 'Fixed' : 'Vehicle'}</td>
              <td data-state={unit.state}>{STATE_WORDS[unit.state]}</td>
              <td>{unit.lastSeenAt === null ? '–' : clockTime(unit.lastSeenAt, props.now)}</td>
              <td>{unit.waiting ?? '–'}</td>
              <td>{unit.framesDropped ?? '–'}</td>
              <td>{unit.hotlistVersion ?? '–'}</td>
              <td>{unit.faults.join('; ') || 'None'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
