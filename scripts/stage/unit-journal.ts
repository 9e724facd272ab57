import { readFileSync } from 'node:fs'

interface Line {
  readonly event: string
  readonly read?: string
  readonly waiting?: number
  readonly refused?: number
}

/** What a unit's journal tells, over all of its starts. */
export interface UnitStory {
  /** Ids of the Reads that it emitted: each was safe in its outbox before this line was written. */
  readonly emitted: readonly string[]
  /** What it said when it last stopped in order; null after a kill, or while it runs. */
  readonly stopped: { readonly waiting: number; readonly refused: number } | null
}

export function storyOf(journal: string): UnitStory {
  const emitted: string[] = []
  let stopped: UnitStory['stopped'] = null
  for (const text of readFileSync(journal, 'utf8').split('\n')) {
    const line = parsed(text)
    if (!line) continue
    if ((line.event === 'read' || line.event === 'hit') && line.read) emitted.push(line.read)
    if (line.event === 'started') stopped = null
    if (line.event === 'stopped') stopped = { waiting: line.waiting ?? 0, refused: line.refused ?? 0 }
  }
  return { emitted, stopped }
}

/** Null for what is no line of the journal: a warning of Node's, or a line that a kill cut off. */
function parsed(text: string): Line | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && 'event' in value ? (value as Line) : null
  } catch {
    return null
  }
}
