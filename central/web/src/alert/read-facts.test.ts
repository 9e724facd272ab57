import { describeCharacter, leastSure, sureness } from '@archway/shared/ui/character-certainty'
import { describe, expect, test } from 'vitest'
import { createRecorder } from '../alert.fixture.ts'
import { differingPositions } from './compare-plates.ts'
import { evidenceOf } from './evidence-state.ts'
import { foldingNote, plateDifference, stateAsRead } from './read-facts.ts'

const record = createRecorder()
const at = Date.UTC(2026, 10, 24)

describe('read against entry', () => {
  test('positions that differ, and none to compare when the lengths do', () => {
    expect(differingPositions('B8O1QK', 'B801QK')).toEqual(new Set([2]))
    expect(differingPositions('ABC', 'ABCD')).toBeNull()
  })

  test('the difference is said so that O and 0 cannot be mixed up', () => {
    const alert = record({ at, plate: 'B8O1QK', listed: 'B801QK' })
    expect(plateDifference(alert.read, alert.entry)).toBe(
      'Differs: character 3 is read as letter O, listed as digit 0.',
    )
    expect(plateDifference({ ...alert.read, text: 'B8O1Q' }, alert.entry)).toBe(
      'The read has 5 characters, the entry 6.',
    )
    expect(plateDifference({ ...alert.read, text: 'B801QK' }, alert.entry)).toBeNull()
  })

  test('folding is told when it counts and when it does not', () => {
    const { hit } = record({ at })
    expect(foldingNote(hit)).toBeNull()
    expect(foldingNote({ ...hit, nearFolded: 0.12 })).toContain('12.0 % would match only if')
    expect(foldingNote({ ...hit, probability: 0.9, exact: 0.6 })).toContain('30.0 % of it takes O for 0')
  })

  test('a state that could not be told is said to be unsure', () => {
    expect(stateAsRead(record({ at, jurisdiction: null }).read)).toBe('Unsure')
    expect(stateAsRead(record({ at }).read)).toBe('Missouri (97.0 %)')
  })
})

describe('characters', () => {
  test('names rivals with their chances', () => {
    expect(
      describeCharacter(
        {
          char: '8',
          probability: 0.71,
          rivals: [
            { char: 'B', probability: 0.22 },
            { char: '0', probability: 0.04 },
          ],
        },
        3,
      ),
    ).toBe('Character 3: 8 (71.0 %). Could be B (22.0 %) or digit 0 (4.0 %).')
  })

  test('lists what a person must look at, least sure first', () => {
    const { characters } = record({ at, plate: 'ABCD', sure: [0.99, 0.95, 0.6, 0.98] }).read
    expect(characters.map((character) => sureness(character.probability))).toEqual([
      'sure',
      'fair',
      'unsure',
      'sure',
    ])
    expect(leastSure(characters).map(({ position }) => position)).toEqual([3, 2])
  })
})

describe('evidence', () => {
  test('tells stored, pending, not captured and not kept apart', () => {
    const full = record({ at })
    const scene = full.images.find((image) => image.angle === 2 && image.kind === 'scene')
    expect(evidenceOf(full, 2, 'scene')).toEqual({ state: 'stored', id: scene?.id })
    expect(evidenceOf(record({ at, images: 'pending' }), 1, 'plate')).toEqual({ state: 'pending' })
    expect(evidenceOf(record({ at, missing: 2 }), 2, 'scene')).toEqual({ state: 'not-captured' })
    expect(evidenceOf({ ...full, images: [] }, 1, 'scene')).toEqual({ state: 'not-kept' })
  })
})
