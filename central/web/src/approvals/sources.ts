import { type Act, mayDo } from '@archway/shared/act'
import type { Decision } from '@archway/shared/api/decision'
import { DisclosurePage, DisclosureView } from '@archway/shared/api/disclosure'
import { HoldPage, HoldView } from '@archway/shared/api/hold'
import { EntryPage, ManualEntryView } from '@archway/shared/api/hotlist'
import { PolicyDecided, PolicyVersions } from '@archway/shared/api/policy'
import { ReleasePage, ReleaseView } from '@archway/shared/api/search'
import type { Role } from '@archway/shared/role'
import { CATEGORY_NAMES } from '@archway/shared/wording'
import type { z } from 'zod'
import type { Ask } from '../api/ask.ts'
import { counted } from '../evidence/words.ts'
import { changeLines } from '../policy/versions.ts'
import { GROUND_NAMES, orderText, PURPOSE_NAMES } from '../search/words.ts'

/** Something that one person asked for and another must decide. */
export interface Waiting {
  readonly id: string
  readonly what: string
  readonly details: readonly string[]
  readonly askedBy: string
  /** Milliseconds since 1970. */
  readonly askedAt: number
  readonly why: string
  readonly caseNumber: string | null
  /** Whether the server does not decide without a note, or keeps one if there is one. */
  readonly note: 'needed' | 'kept'
  decide(approve: boolean, note: string): Promise<unknown>
}

/** One kind of it. Each loads and fails by itself: one that fails must not hide the others. */
export interface Source {
  readonly name: string
  /** To decide it. */
  readonly act: Act
  load(ask: Ask): Promise<Waiting[]>
}

const verb = (approve: boolean) => (approve ? 'approve' : 'refuse')
const decision = (note: string): z.input<typeof Decision> => ({ note: note || null })

/** What an entry made by hand lists, and for which purpose. */
export const entryText = ({ plate, jurisdiction, category, purpose }: ManualEntryView): string =>
  `${plate}${jurisdiction ? ` (${jurisdiction.toUpperCase()})` : ''}, ${CATEGORY_NAMES[category]}. ${PURPOSE_NAMES[purpose]}.`

/** The last page is not reached before the server says so: what waits longest stands there. */
async function all<P, T, C extends string | number>(
  page: (before: string) => Promise<P>,
  read: (page: P) => { readonly items: readonly T[]; readonly next: C | null },
): Promise<T[]> {
  const items: T[] = []
  let before = ''
  for (;;) {
    const { items: more, next } = read(await page(before))
    items.push(...more)
    if (next === null) return items
    before = `&before=${next}`
  }
}

/** Every kind; the server decides again who may decide it. */
export const SOURCES: readonly Source[] = [
  {
    name: 'broad searches',
    act: 'search-release',
    load: async (ask) => {
      const found = await all(
        (before) =>
          ask(`/search-releases?state=requested&limit=100${before}`, ReleasePage, 'a list of requests'),
        ({ releases, next }) => ({ items: releases, next }),
      )
      return found.map((one) => ({
        id: one.id,
        what: 'Broad search',
        details: one.order
          ? [
              orderText(one.order),
              `${PURPOSE_NAMES[one.order.purpose]}. It ${one.grounds.map((g) => GROUND_NAMES[g]).join(' and ')}.`,
            ]
          : ['What was asked is erased.'],
        askedBy: one.askedBy,
        askedAt: one.askedAt,
        why: one.reason ?? '',
        caseNumber: one.order?.case ?? null,
        note: 'needed',
        decide: (approve, reason) =>
          ask(`/search-releases/${one.id}/decide`, ReleaseView, 'a request', {
            outcome: approve ? 'released' : 'refused',
            reason,
          }),
      }))
    },
  },
  {
    name: 'hotlist entries',
    act: 'entry-approve',
    load: async (ask) => {
      const found = await all(
        (before) => ask(`/entries?state=open&limit=100${before}`, EntryPage, 'a list of entries'),
        ({ entries, next }) => ({ items: entries, next }),
      )
      return found.map((one) => ({
        id: `entry-${one.n}`,
        what: 'Hotlist entry',
        details: [entryText(one)],
        askedBy: one.proposedBy,
        askedAt: one.proposedAt,
        why: one.reason,
        caseNumber: one.case,
        note: 'kept',
        decide: (approve, note) =>
          ask(`/entries/${one.n}/${verb(approve)}`, ManualEntryView, 'an entry', decision(note)),
      }))
    },
  },
  {
    name: 'holds',
    act: 'hold-approve',
    load: async (ask) => {
      const found = await all(
        (before) => ask(`/holds?limit=200${before}`, HoldPage, 'a list of holds'),
        ({ holds, next }) => ({ items: holds, next }),
      )
      return found
        .filter(({ state }) => state === 'proposed')
        .map((one) => ({
          id: one.id,
          what: 'Hold',
          details: [
            `Keeps ${counted(one.reads.length, 'passing')} beyond retention, under schedule ${one.schedule}.`,
          ],
          askedBy: one.proposedBy,
          askedAt: one.proposedAt,
          why: one.reason,
          caseNumber: one.caseNumber,
          note: 'kept',
          decide: (approve, note) =>
            ask(`/holds/${one.id}/${verb(approve)}`, HoldView, 'a hold', decision(note)),
        }))
    },
  },
  {
    name: 'disclosures',
    act: 'disclosure-approve',
    load: async (ask) => {
      const found = await all(
        (before) => ask(`/disclosures?limit=200${before}`, DisclosurePage, 'a list of disclosures'),
        ({ disclosures, next }) => ({ items: disclosures, next }),
      )
      return found
        .filter(({ state }) => state === 'proposed')
        .map((one) => ({
          id: one.id,
          what: 'Disclosure',
          details: [
            `${counted(one.reads.length, 'Read')} to ${one.requester}, ${one.agency}, by ${one.reference}.`,
          ],
          askedBy: one.proposedBy,
          askedAt: one.proposedAt,
          why: one.purpose,
          caseNumber: null,
          note: 'kept',
          decide: (approve, note) =>
            ask(`/disclosures/${one.id}/${verb(approve)}`, DisclosureView, 'a disclosure', decision(note)),
        }))
    },
  },
  {
    name: 'versions of the policy',
    act: 'policy-approve',
    load: async (ask) => {
      const { versions } = await ask('/policies', PolicyVersions, 'the policy')
      return versions
        .filter(({ state }) => state === 'open')
        .map((one) => ({
          id: `policy-${one.n}`,
          what: `Policy ${one.version}`,
          details: changeLines(one, versions),
          askedBy: one.proposedBy,
          askedAt: one.proposedAt,
          why: one.reason,
          caseNumber: null,
          note: 'kept',
          decide: (approve, note) =>
            ask(`/policies/${one.n}/${verb(approve)}`, PolicyDecided, 'a decision', decision(note)),
        }))
    },
  },
]

/** What somebody of these roles may decide. */
export const sourcesFor = (roles: readonly Role[]): readonly Source[] =>
  SOURCES.filter(({ act }) => mayDo(roles, act))
