import type { HoldDetail } from '@archway/shared/api/hold'
import type { SearchPage } from '@archway/shared/api/search'
import type { z } from 'zod'
import type { Examples, Identified } from './example.fixture.ts'

const ORDER = { purpose: 'stolen-property', note: 'the owner saw it there' }

/** What is kept, searched, held and given away. */
export const KEPT: Examples = {
  'POST /cases': ({ count }) => ({ body: { number: `26-${1000 + count()}`, purpose: 'stolen-property' } }),
  'POST /cases/{number}/close': async ({ again }) => ({
    parts: [(await again<{ number: string }>('POST /cases')).number],
  }),
  'POST /searches': async ({ again, count }) => {
    const { number } = await again<{ number: string }>('POST /cases')
    const span = { from: Date.now() - 3_600_000, until: Date.now() }
    return { body: { order: { ...ORDER, case: number, plate: `SE${count()}RCH`, ...span } } }
  },
  'POST /searches/{id}/pages': async ({ again, passing }) => ({
    parts: [(await again<SearchPage>('POST /searches')).search],
    body: { before: (await passing()).read, limit: 10 },
  }),
  'POST /search-releases': async ({ again }) => {
    const { number } = await again<{ number: string }>('POST /cases')
    const span = { from: Date.now() - 2 * 86_400_000, until: Date.now() }
    const order = { ...ORDER, case: number, plate: null, ...span }
    return { body: { order, reason: 'homicide at this corner an hour ago' } }
  },
  'POST /search-releases/{id}/decide': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Identified>('POST /search-releases')).id],
    body: { outcome: 'released', reason: 'agreed for this' },
  }),
  'POST /search-releases/{id}/search': async ({ again }) => ({
    parts: [(await again<Identified>('POST /search-releases/{id}/decide')).id],
    body: { limit: 20 },
  }),

  'POST /holds': async ({ passing }) => ({
    body: {
      caseNumber: '26-001234',
      schedule: 'PROV-STOLEN',
      reason: 'evidence of the theft',
      reads: [(await passing()).read],
    },
  }),
  'GET /holds/{id}': async ({ again }) => ({ parts: [(await again<Identified>('POST /holds')).id] }),
  'POST /holds/{id}/approve': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Identified>('POST /holds')).id],
    body: { note: 'agreed with the detective' },
  }),
  'POST /holds/{id}/refuse': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Identified>('POST /holds')).id],
    body: { note: null },
  }),
  'POST /holds/{id}/review': async ({ first }) => ({
    parts: [(await first<Identified>('POST /holds/{id}/approve')).id],
    body: { note: 'the case goes on', nextAt: Date.now() + 86_400_000 },
  }),
  'POST /holds/{id}/verify': async ({ first }) => ({
    parts: [(await first<Identified>('POST /holds/{id}/approve')).id],
  }),
  'POST /holds/{id}/release': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Identified>('POST /holds/{id}/approve')).id],
    body: { ground: 'not-evidence', note: 'another car of the same make' },
  }),
  'GET /holds/{id}/items/{kind}/{item}': async ({ first, answer }) => {
    const { id } = await first<Identified>('POST /holds/{id}/approve')
    const { items } = await answer<z.infer<typeof HoldDetail>>('GET /holds/{id}', { parts: [id] })
    return { parts: [id, 'image', items.find(({ kind }) => kind === 'image')?.id ?? ''] }
  },
  'DELETE /holds/{id}': async ({ first }) => ({
    parts: [(await first<Identified>('POST /holds/{id}/approve')).id],
  }),

  'POST /requests': () => ({
    body: {
      receivedAt: Date.now() - 1000,
      agency: 'County Sheriff',
      requester: 'Dep. Poe',
      asked: 'reads of a vehicle',
    },
  }),
  'POST /requests/{id}/refuse': async ({ again }) => ({
    parts: [(await again<Identified>('POST /requests')).id],
    body: { because: 'no ground of the plan' },
  }),
  'POST /disclosures': async ({ again, passing }) => ({
    body: {
      request: (await again<Identified>('POST /requests')).id,
      basis: 'special-order',
      reference: 'Special Order 5-12',
      purpose: 'a theft in the county',
      reads: [(await passing()).read],
    },
  }),
  'GET /disclosures/{id}': async ({ again }) => ({
    parts: [(await again<Identified>('POST /disclosures')).id],
  }),
  'POST /disclosures/{id}/approve': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Identified>('POST /disclosures')).id],
    body: { note: null },
  }),
  'POST /disclosures/{id}/refuse': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Identified>('POST /disclosures')).id],
    body: { note: 'too much is asked for' },
  }),
  'POST /disclosures/{id}/export': async ({ again }) => ({
    parts: [(await again<Identified>('POST /disclosures/{id}/approve')).id],
  }),
}
