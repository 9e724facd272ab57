import { type Ground, type ReleaseView, SearchOrder } from '@archway/shared/api/search'
import { type RandomBytes, type Uuid7, uuid7 } from '@archway/shared/id'
import { isWhole } from '@archway/shared/plate-pattern'
import type { Role } from '@archway/shared/role'
import { canonicalJson } from '@archway/shared/signing'
import { z } from 'zod'
import { openedText } from '../audit/opened-text.ts'
import type { Secrets } from '../audit/secrets.ts'
import type { CaseLedger } from '../ledger/case-ledger.ts'
import type { KeptRelease, SearchLedger } from '../ledger/search-ledger.ts'
import type { SecretLedger } from '../ledger/secret-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import type { PlannedSearch } from './plan-search.ts'
import { refusalOf, SearchRefused } from './refusals.ts'

export interface ReleaseMeans {
  readonly ledger: SearchLedger & CaseLedger & SecretLedger & Pick<UseLog, 'logUse'>
  readonly policyBook: Pick<PolicyBook, 'current'>
  readonly secrets: Secrets
  readonly now: () => number
  readonly random: RandomBytes
}

/** Whoever searches, or decides on a search. */
export interface Searcher {
  readonly user: string
  readonly roles: readonly Role[]
}

/** What is sealed with the request for a release. */
const SealedRequest = z.strictObject({ order: SearchOrder, reason: z.string() })

/** Broad searches wait here for another person. Every verb throws `SearchRefused` when it is not done. */
export interface ReleaseDesk {
  ask(order: SearchOrder, reason: string, by: Searcher): Promise<ReleaseView>
  decide(id: Uuid7, outcome: 'released' | 'refused', reason: string, by: Searcher): Promise<ReleaseView>
  releases(query: Parameters<SearchLedger['releases']>[0]): Promise<ReleaseView[]>
  /** What was asked to be searched; null: it is erased. */
  orderOf(id: Uuid7): Promise<SearchOrder | null>
}

export function createReleaseDesk(
  means: ReleaseMeans,
  plan: (order: SearchOrder) => PlannedSearch,
): ReleaseDesk {
  const { ledger, policyBook, secrets, now, random } = means
  const opened = openedText(means)

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

    releases: async (query) => Promise.all((await ledger.releases(query)).map(releaseView)),
    orderOf: async (id) => (await requestOf(await known(id)))?.order ?? null,
  }
}
