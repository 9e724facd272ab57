import {
  CasePage,
  CaseView,
  type NewCase,
  ReleasePage,
  ReleaseView,
  type SearchOrder,
  SearchPage,
} from '@archway/shared/api/search'
import type { z } from 'zod'
import { readAnswer } from '../api/answer.ts'
import type { Fetch } from '../api/client.ts'
import { ApiFailure } from '../api/failure.ts'

/** Results a page. */
const PAGE = 50

export interface SearchApi {
  openCases(): Promise<readonly CaseView[]>
  openCase(opening: z.infer<typeof NewCase>): Promise<CaseView>
  search(order: SearchOrder): Promise<SearchPage>
  next(search: string, before: string): Promise<SearchPage>
  askRelease(order: SearchOrder, reason: string): Promise<ReleaseView>
  releases(): Promise<readonly ReleaseView[]>
  decide(id: string, outcome: 'released' | 'refused', reason: string): Promise<ReleaseView>
  searchReleased(id: string): Promise<SearchPage>
}

/** @param csrf of the session */
export function createSearchApi(fetch: Fetch, csrf: string): SearchApi {
  const ask = async <T>(path: string, schema: z.ZodType<T>, what: string, body?: unknown): Promise<T> => {
    const sent: RequestInit =
      body === undefined
        ? { headers: { accept: 'application/json' } }
        : {
            method: 'POST',
            headers: {
              accept: 'application/json',
              'content-type': 'application/json',
              'x-archway-csrf': csrf,
            },
            body: JSON.stringify(body),
          }
    let response: Response
    try {
      response = await fetch(`/api${path}`, sent)
    } catch (cause) {
      const hint = 'Check the network of this workstation, and try again. Nothing was shown to you.'
      throw new ApiFailure('unreachable', 'The server does not answer.', hint, { cause })
    }
    return readAnswer(response, schema, what)
  }
  const page = (path: string, body: unknown) => ask(path, SearchPage, 'results', body)
  return {
    openCases: async () => (await ask('/cases?state=open&limit=200', CasePage, 'a list of cases')).cases,
    openCase: (opening) => ask('/cases', CaseView, 'a case', opening),
    search: (order) => page('/searches', { order, limit: PAGE }),
    next: (search, before) => page(`/searches/${search}/pages`, { before, limit: PAGE }),
    askRelease: (order, reason) => ask('/search-releases', ReleaseView, 'a request', { order, reason }),
    releases: async () =>
      (await ask('/search-releases?limit=100', ReleasePage, 'a list of requests')).releases,
    decide: (id, outcome, reason) =>
      ask(`/search-releases/${id}/decide`, ReleaseView, 'a request', { outcome, reason }),
    searchReleased: (id) => page(`/search-releases/${id}/search`, { limit: PAGE }),
  }
}
