import type { OpenAlert } from '@archway/shared/api'
import { likelihood, percent } from '@archway/shared/figures'
import { describeCharacter, leastSure } from '@archway/shared/ui/character-certainty'
import { PlateStrip } from '@archway/shared/ui/plate-strip'
import { differingPositions } from './compare-plates.ts'
import { Facts, Panel } from './panel.tsx'
import './read-panel.css'
import { foldingNote, stateAsRead } from './read-facts.ts'

/** What the unit read, how sure it is of it, and what else the plate could be. */
export function ReadPanel({ alert }: { alert: OpenAlert }) {
  const { read, hit, entry } = alert
  const unsure = leastSure(read.characters)
  const folding = foldingNote(hit)
  return (
    <Panel title="Read from the images">
      <PlateStrip
        characters={read.characters}
        differing={differingPositions(read.text, entry.plate) ?? undefined}
      />
      <p className="chance">
        <strong>{percent(hit.probability)}</strong> {likelihood(hit.probability)}
        <span>that the characters are the entry's; the state is judged apart</span>
      </p>
      {folding && <p className="read-note">{folding}</p>}
      <Facts
        rows={[
          ['State', stateAsRead(read)],
          ['Whole plate', `${percent(read.probability)} that every character is right`],
        ]}
      />
      {read.rivals.length > 0 && (
        <div>
          <h4 className="read-heading">Could also be</h4>
          <ul className="rivals">
            {read.rivals.map((rival) => (
              <li key={rival.text}>
                <span className="plate-text">{rival.text}</span> {percent(rival.probability)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {unsure.length > 0 && (
        <ul className="read-unsure">
          {unsure.map(({ character, position }) => (
            <li key={position}>{describeCharacter(character, position)}</li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
