import type { Character } from '@archway/shared/read'
import type { CSSProperties } from 'react'
import { describeCharacter, sureness } from './character-certainty.tsx'
import './plate-strip.css'

/**
 * The read, letter by letter, with a bar of certainty under each. Hover or focus names the rivals of one.
 * `differing` marks positions (0-based) that are not what the entry says.
 */
export function PlateStrip(props: {
  characters: readonly Character[]
  differing?: ReadonlySet<number> | undefined
}) {
  return (
    <ol className="plate-strip" aria-label={`Read, ${props.characters.length} characters`}>
      {props.characters.map((character, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a character is its position; the strip never reorders
        <li key={index}>
          <button
            type="button"
            className="plate-character"
            data-sureness={sureness(character.probability)}
            data-differs={props.differing?.has(index) ? '' : undefined}
            aria-label={describeCharacter(character, index + 1)}
          >
            <span className="plate-character-glyph plate-text">{character.char}</span>
            <span className="plate-character-bar">
              <span style={{ '--certainty': `${character.probability * 100}%` } as CSSProperties} />
            </span>
            <span className="plate-character-tip" aria-hidden="true">
              {describeCharacter(character, index + 1)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
