import type { UsePage } from '@archway/shared/api/review'
import type { SearchPage } from '@archway/shared/api/search'
import { dayAt } from '@archway/shared/id'
import type { z } from 'zod'
import type { Examples, Numbered } from './example.fixture.ts'

const today = () => dayAt(Date.now())
const lastMonth = () => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7)
}

/** Who looks over whose shoulder; units as property; reports, complaints, the plan. */
export const OVERSIGHT: Examples = {
  'POST /reviews/{search}': async ({ again, central, lee }) => {
    const { search } = await again<SearchPage>('POST /searches')
    await central.command(async ({ ledger }) => {
      const size = (await ledger.uses(0, 99_999)).length
      await ledger.drawReviews({ root: 'a'.repeat(64), size, share: 1, at: Date.now() })
      return 0
    })
    return { as: lee, parts: [search], body: { outcome: 'proper', note: 'case and note agree' } }
  },
  // The first line is of the command line: it is no use of whoever looks into it.
  'POST /flags': () => ({ body: { line: 1, reason: 'nobody asked for this' } }),
  'POST /flags/{flag}/answer': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<{ flag: number }>('POST /flags')).flag],
    body: { answer: 'the case was told by telephone' },
  }),
  'POST /flags/{flag}/take': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<{ flag: number }>('POST /flags')).flag],
  }),
  'POST /flags/{flag}/decide': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<{ flag: number }>('POST /flags/{flag}/take')).flag],
    body: { outcome: 'no-violation', note: 'it was asked for by letter' },
  }),
  'POST /uses/{line}/open': async ({ again, answer }) => {
    await again('POST /searches')
    const { uses } = await answer<z.infer<typeof UsePage>>('GET /uses', { query: '?action=read-search' })
    return { parts: [uses[0]?.line ?? 0], body: { reason: 'a complaint names this search' } }
  },
  'POST /retention/confirm-clock': () => ({}),

  'POST /assets': () => ({
    body: { device: 'fixed-1', kind: 'purchase', cents: 400_000, fund: 'City', day: today() },
  }),
  'POST /assets/{n}/reverse': async ({ again }) => ({
    parts: [(await again<Numbered>('POST /assets')).n],
    body: { reason: 'typed twice' },
  }),
  'POST /unit-events': () => ({
    body: { device: 'fixed-1', kind: 'damage', detail: 'the housing is cracked', since: Date.now() - 1000 },
  }),
  'POST /districts': () => ({
    body: { id: 'north', name: 'North', residents: 1000, source: 'census of 2020' },
  }),
  'POST /districts/stops': async ({ first }) => {
    await first('POST /districts')
    return { body: { district: 'north', month: lastMonth(), stops: 3, source: 'the stop forms' } }
  },
  'POST /postings': async ({ first }) => {
    await first('POST /districts')
    return { body: { device: 'fixed-1', district: 'north' } }
  },
  'GET /siting/{device}': () => ({ parts: ['fixed-1'] }),
  'POST /siting': () => ({
    body: {
      device: 'fixed-1',
      reason: 'many stolen cars pass',
      fibre: 'at the pole',
      power: 'at the pole',
      traffic: '14,000 a day',
    },
  }),
  'POST /siting/comments': () => ({
    body: { device: 'fixed-1', receivedOn: today(), comment: 'it points at a garden', answer: null },
  }),
  'POST /complaints': () => ({
    body: { kind: 'privacy', via: 'directly', receivedOn: today(), summary: 'about a camera' },
  }),
  'POST /complaints/{number}/reply': async ({ again }) => ({
    parts: [(await again<{ number: string }>('POST /complaints')).number],
    body: { outcome: 'not-upheld', reply: 'it points at the road', repliedOn: today() },
  }),
  'GET /reports/{month}/draft': () => ({ parts: [lastMonth()] }),
  'POST /reports/{month}/publish': () => ({ parts: [lastMonth()], body: { because: null } }),
  'POST /plan/check': () => ({}),
}
