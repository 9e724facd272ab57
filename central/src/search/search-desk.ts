import { SearchOrder, type SearchPage } from '@archway/shared/api/search'
import { type Uuid7, uuid7 } from '@archway/shared/id'
import { knownCharacters } from '@archway/shared/plate-pattern'
import { canonicalJson } from '@archway/shared/signing'
import { openedText } from '../audit/opened-text.ts'
import type { Registry } from '../fleet/registry.ts'
import { paged } from '../paged.ts'
import type { Store } from '../store/store.ts'
import { foundView } from './found-view.ts'
import { LEAST_KNOWN } from './grounds.ts'
import { type PlannedSearch, searchPlanner } from './plan-search.ts'
import { refusalOf } from './refusals.ts'
import { createReleaseDesk, type ReleaseDesk, type ReleaseMeans, type Searcher } from './release-desk.ts'
import type { ShownCounts } from './shown-counts.ts'

/** How long a search can be paged through, and a release be used. */
const SEARCH_MS = 12 * 3_600_000
const RELEASE_MS = 24 * 3_600_000
const DAY_MS = 86_400_000

export interface SearchMeans extends ReleaseMeans {
  readonly store: Pick<Store, 'searchReads'>
  readonly registry: Pick<Registry, 'unit' | 'units'>
  readonly shown: Pick<ShownCounts, 'note'>
}

/**
 * Searches of stored Reads, each for a purpose and an open case. Every verb throws `SearchRefused` when it is not
 * done; whatever is done or refused for cause is in the use log before it resolves.
 */
export interface SearchDesk extends Pick<ReleaseDesk, 'ask' | 'decide' | 'releases'> {
  search(order: SearchOrder, limit: number, by: Searcher): Promise<SearchPage>
  next(id: Uuid7, before: Uuid7, limit: number, by: Searcher): Promise<SearchPage>
  searchReleased(id: Uuid7, limit: number, by: Searcher): Promise<SearchPage>
}

export function createSearchDesk(means: SearchMeans): SearchDesk {
  const { ledger, store, policyBook, secrets, shown, now, random } = means
  const opened = openedText(means)
  const plan = searchPlanner(means)
  const releaseDesk = createReleaseDesk(means, plan)

  const find = ({ order, pattern, devices }: PlannedSearch, most: number, before: Uuid7 | null) => {
    const reads = (limit: number) =>
      store.searchReads({
        from: order.from,
        until: order.until,
        // A pattern without a known character admits every plate of its length; it is looked through all the same.
        pattern: pattern === '*' ? null : pattern,
        fold: order.fold,
        minimum: order.minimum,
        devices,
        hits: order.hits,
        limit,
        ...(before === null ? {} : { before }),
      })
    return paged(most, reads, ({ read }) => read.id)
  }
  /** The answer leaves when both are done: what was found, and the line that says who asked. */
  const page = async <T>(
    id: Uuid7,
    found: ReturnType<typeof find>,
    written: Promise<T>,
    by: Searcher,
  ): Promise<{ page: Omit<SearchPage, 'notice'>; written: T }> => {
    // Either may fail first; the other one must not be left alone with its rejection.
    const [reads, line] = await Promise.allSettled([found, written])
    if (line.status === 'rejected') throw line.reason
    if (reads.status === 'rejected') {
      shown.note(id, 0)
      const detail = 'the search itself failed; nothing was shown'
      await ledger.logUse({
        at: now(),
        who: by.user,
        action: 'read-search',
        outcome: 'failure',
        subject: id,
        detail,
      })
      throw reads.reason
    }
    const { items, next } = reads.value
    const { version } = policyBook.current()
    return { page: { search: id, results: items.map(foundView), next, policy: version }, written: line.value }
  }

  const begin = async (
    planned: PlannedSearch,
    release: Uuid7 | null,
    limit: number,
    by: Searcher,
  ): Promise<SearchPage> => {
    const { order, pattern, grounds } = planned
    const { version, policy } = policyBook.current()
    const { uses, withinDays } = policy.search.repeatedTarget
    const at = now()
    const since = at - withinDays * DAY_MS
    const id = uuid7(at, random)
    // Searching while the line is sealed and written: the disk takes longer for it than most searches do. What is broad
    // is not begun before it is allowed, because it may keep others waiting.
    const early = grounds.length === 0 ? find(planned, limit, null) : null
    // Should the line fail before anybody waits for the search, its own failure is nobody's news.
    early?.catch(() => undefined)
    // Repeats are told by what names a vehicle; half the town matches two characters.
    const target = pattern !== null && knownCharacters(pattern) >= LEAST_KNOWN ? pattern : null
    const written = ledger.beginSearch({
      id,
      at,
      who: by.user,
      roles: by.roles,
      purpose: order.purpose,
      case: order.case,
      secret: secrets.seal(canonicalJson(order), at, target),
      grounds,
      release,
      mayReleaseClosed: !policy.search.caseMustBeOpen,
      releasedSince: at - RELEASE_MS,
      repeat: { uses, withinDays, since },
      pseudonyms: target === null ? [] : secrets.pseudonyms(target, since, at),
      policy: version,
      limit,
    })
    const found =
      early ??
      written.then((begun) => (begun.refused ? { items: [], next: null } : find(planned, limit, null)))
    const { page: first, written: begun } = await page(id, found, written, by)
    if (begun.refused) throw refusalOf(begun.refused)
    shown.note(id, first.results.length)
    return { ...first, notice: begun.repeated === null ? null : { uses: begun.repeated, withinDays } }
  }

  return {
    ask: releaseDesk.ask,
    decide: releaseDesk.decide,
    releases: releaseDesk.releases,
    search: (order, limit, by) => begin(plan(order), null, limit, by),

    async next(id, before, limit, by) {
      const at = now()
      const most = policyBook.current().policy.search.broadResults
      const turn = { id, at, who: by.user, limit, most, begunSince: at - SEARCH_MS }
      const begun = await ledger.continueSearch(turn)
      if (begun.refused) throw refusalOf(begun.refused)
      const text = await opened(begun.line)
      if (text === null) throw refusalOf('search-over')
      const planned = plan(SearchOrder.parse(JSON.parse(text)))
      const { page: more } = await page(id, find(planned, limit, before), Promise.resolve(), by)
      shown.note(id, more.results.length)
      return { ...more, notice: null }
    },

    async searchReleased(id, limit, by) {
      const order = await releaseDesk.orderOf(id)
      if (order === null) throw refusalOf('not-released')
      return begin(plan(order), id, limit, by)
    },
  }
}
