import type { OpenAlert } from '@archway/shared/api'
import { percent } from '@archway/shared/figures'
import { spell } from '@archway/shared/ui/character-certainty'
import { jurisdictionName } from '@archway/shared/wording'
import { differingPositions } from './compare-plates.ts'

/** The state as read, with its certainty, or that nobody could tell it. */
export function stateAsRead(read: OpenAlert['read']): string {
  if (!read.jurisdiction) return 'Unsure'
  return `${jurisdictionName(read.jurisdiction.code)} (${percent(read.jurisdiction.probability)})`
}

/** How the read and the entry's plate compare, as a sentence; null when they are the same. */
export function plateDifference(read: OpenAlert['read'], entry: OpenAlert['entry']): string | null {
  if (read.text === entry.plate) return null
  const differing = differingPositions(read.text, entry.plate)
  if (!differing) {
    return `The read has ${read.text.length} characters, the entry ${entry.plate.length}.`
  }
  const parts = [...differing].map(
    (at) =>
      `character ${at + 1} is read as ${spell(read.text.charAt(at))}, listed as ${spell(entry.plate.charAt(at))}`,
  )
  return `Differs: ${parts.join('; ')}.`
}

/** What folding O/0 and I/1 contributes, when it contributes anything. */
export function foldingNote(hit: OpenAlert['hit']): string | null {
  const folded = hit.probability - hit.exact
  if (hit.nearFolded > 0.0005) {
    return `A further ${percent(hit.nearFolded)} would match only if O is taken for 0 or I for 1. It is not counted.`
  }
  if (folded > 0.0005) {
    return `${percent(folded)} of it takes O for 0 or I for 1, because this list cannot tell them apart.`
  }
  return null
}
