import { type Ground, type ReleaseView, SearchOrder, type SearchPage } from '@archway/shared/api/search'
import { type RandomBytes, type Uuid7, uuid7 } from '@archway/shared/id'
import { isWhole, knownCharacters, type PlatePattern, readPattern } from '@archway/shared/plate-pattern'
import type { Role } from '@archway/shared/role'
import { canonicalJson } from '@archway/shared/signing'
import { z } from 'zod'
import type { Secrets } from '../audit/secrets.ts'
import type { Registry } from '../fleet/registry.ts'
import type { CaseLedger } from '../ledger/case-ledger.ts'
import type { KeptRelease, SearchLedger } from '../ledger/search-ledger.ts'
import type { SecretLedger } from '../ledger/secret-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { paged } from '../paged.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import type { Store } from '../store/store.ts'
import { foundView } from './found-view.ts'
import { groundsOf, LEAST_KNOWN } from './grounds.ts'
import { refusalOf, SearchRefused } from './refusals.ts'
import type { ShownCounts } from './shown-counts.ts'
import { unitsOfPlace } from './units-of-place.ts'

/** How long a search can be paged through, and a release be used. */
const SEARCH_MS = 12 * 3_600_000
const RELEASE_MS = 24 * 3_600_000
const DAY_MS = 86_400_000

export interface SearchMeans {
  readonly ledger: SearchLedger & CaseLedger & SecretLedger & Pick<UseLog, 'logUse'>
  readonly store: Pick<Store, 'searchReads'>
  readonly registry: Pick<Registry, 'unit' | 'units'>
  readonly policyBook: Pick<PolicyBook, 'current'>
  readonly secrets: Secrets
  readonly shown: Pick<ShownCounts, 'note'>
  readonly now: () => number
  readonly random: RandomBytes
}

interface Searcher {
  readonly user: string
  readonly roles: readonly Role[]
}

/**
 * Searches of stored Reads, each for a purpose and an open case. Every verb throws `SearchRefused` when it is not
 * done; whatever is done or refused for cause is in the use log before it resolves.
 */
export interface SearchDesk {
  search(order: SearchOrder, limit: number, by: Searcher): Promise<SearchPage>
  next(id: Uuid7, before: Uuid7, limit: number, by: Searcher): Promise<SearchPage>
  ask(order: SearchOrder, reason: string, by: Searcher): Promise<ReleaseView>
  decide(id: Uuid7, outcome: 'released' | 'refused', reason: string, by: Searcher): Promise<ReleaseView>
  searchReleased(id: Uuid7, limit: number, by: Searcher): Promise<SearchPage>
  releases(query: Parameters<SearchLedger['releases']>[0]): Promise<ReleaseView[]>
}

/** What is sealed with the request for a release. */
const SealedRequest = z.strictObject({ order: SearchOrder, reason: z.string() })

interface Plan {
  readonly order: SearchOrder
  readonly pattern: PlatePattern | null
  readonly devices: readonly string[] | null
  readonly grounds: readonly Ground[]
}

export function createSearchDesk(means: SearchMeans): SearchDesk {
  const { ledger, store, registry, policyBook, secrets, shown, now, random } = means

  const plan = (order: SearchOrder): Plan => {
    const pattern = order.plate === null ? null : readPattern(order.plate)
    if (pattern && !pattern.ok) throw new SearchRefused(422, `plate: ${pattern.error}`)
    const devices = unitsOfPlace(order.place, registry)
    if (!devices.ok) throw new SearchRefused(422, devices.error)
    const scope = { devices: devices.value, allUnits: registry.units().length }
    const hours = policyBook.current().policy.search.broadWindowHours
    const grounds = groundsOf(order, pattern?.value ?? null, scope, hours)
    return { order, pattern: pattern?.value ?? null, devices: devices.value, grounds }
  }
  const find = ({ order, pattern, devices }: Plan, most: number, before: Uuid7 | null) => {
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
    planned: Plan,
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

  /** The text that a line was sealed with; null: erased, or never there. */
  const opened = async (line: number | null): Promise<string | null> => {
    const kept = line === null ? null : await ledger.secret({ line })
    const text = kept && secrets.open(kept)
    return text === null || text === 'erased' ? null : text.text
  }
  const requestOf = async (release: KeptRelease) => {
    const text = await opened(release.askedLine)
    return text === null ? null : SealedRequest.parse(JSON.parse(text))
  }
  const releaseView = async (release: KeptRelease): Promise<ReleaseView> => {
    const { askedLine: _asked, decidedLine: _decided, ...rest } = release
    const request = await requestOf(release)
    return { ...rest, order: request?.order ?? null, reason: request?.reason ?? null }
  }
  const known = async (id: Uuid7): Promise<KeptRelease> => {
    const release = await ledger.release(id)
    if (!release) throw new SearchRefused(404, 'There is no such request.')
    return release
  }

  return {
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

    async ask(order, reason, by) {
      const { grounds, pattern } = plan(order)
      const at = now()
      const { caseMustBeOpen } = policyBook.current().policy.search
      const file = await ledger.caseOf(order.case)
      const isClosed = file !== null && file.closedAt !== null
      const all: Ground[] = [...grounds, ...(isClosed ? (['closed-case'] as const) : [])]
      const asking = {
        id: uuid7(at, random),
        at,
        by: by.user,
        purpose: order.purpose,
        case: order.case,
        // Nothing is broad about it but how much it may find.
        grounds: all.length > 0 ? all : (['many-results'] as const),
        secret: secrets.seal(
          canonicalJson({ order, reason }),
          at,
          pattern !== null && isWhole(pattern) ? pattern : null,
        ),
      }
      if (isClosed && caseMustBeOpen) {
        const detail = `refused: case-closed · ${asking.secret.commitment}`
        const use = {
          at,
          who: by.user,
          action: 'search-ask',
          outcome: 'failure',
          subject: asking.id,
          detail,
        } as const
        await ledger.logUse(use, asking.secret)
        throw refusalOf('case-closed')
      }
      const outcome = await ledger.askRelease(asking)
      if (outcome !== 'asked') throw refusalOf(outcome)
      return releaseView(await known(asking.id))
    },

    async decide(id, outcome, reason, by) {
      const at = now()
      const done = await ledger.decideRelease({
        id,
        at,
        by: by.user,
        outcome,
        secret: secrets.seal(reason, at),
      })
      if (done === 'unknown-release') throw new SearchRefused(404, 'There is no such request.')
      if (done === 'same-person')
        throw new SearchRefused(403, 'Another person than the one who asked must decide.')
      if (done === 'decided-already') throw new SearchRefused(409, 'It has been decided already.')
      return releaseView(await known(id))
    },

    async searchReleased(id, limit, by) {
      const request = await requestOf(await known(id))
      if (request === null) throw refusalOf('not-released')
      return begin(plan(request.order), id, limit, by)
    },

    releases: async (query) => Promise.all((await ledger.releases(query)).map(releaseView)),
  }
}
