import { type Day, dayAt, dayOf } from '@archway/shared/id'
import type { FoundRead, ReadQuery } from './read-query.ts'
import type { SearcherCalls } from './sqlite-calls.ts'

/** Days in one call: enough that the call itself costs little, few enough that others get their turn. */
const DAYS_A_CALL = 8
const DAY_MS = 86_400_000

/**
 * Searches the days of a query, newest first, in every searcher at once, and stops when there is enough. A day is
 * always searched by the same one, so that each file is open, and its pages are in memory, once.
 */
export async function searchDays(
  searchers: readonly SearcherCalls[],
  query: ReadQuery,
): Promise<FoundRead[]> {
  const [first] = searchers
  if (!first) throw new Error('a store has at least one searcher')
  if (query.until <= query.from || query.limit <= 0) return []
  const newest = query.before === undefined ? null : dayOf(query.before)
  const last = dayAt(query.until - 1)
  const oldest = dayAt(query.from)
  const days = (await first.days()).filter(
    (day) => day >= oldest && day <= last && (newest === null || day <= newest),
  )
  const blocks = blocksOf(days)
  const found: FoundRead[] = []
  while (blocks.length > 0 && found.length < query.limit) {
    const limit = query.limit - found.length
    const wave = blocks.splice(0, searchers.length)
    const parts = await Promise.all(
      wave.map(({ number, days }) =>
        (searchers[number % searchers.length] ?? first).search(days, { ...query, limit }),
      ),
    )
    for (const part of parts) found.push(...part.slice(0, query.limit - found.length))
  }
  return found
}

function blocksOf(days: readonly Day[]): { number: number; days: Day[] }[] {
  const blocks: { number: number; days: Day[] }[] = []
  for (const day of days) {
    const number = Math.floor(Date.parse(day) / DAY_MS / DAYS_A_CALL)
    const open = blocks.at(-1)
    if (open?.number === number) open.days.push(day)
    else blocks.push({ number, days: [day] })
  }
  return blocks
}
