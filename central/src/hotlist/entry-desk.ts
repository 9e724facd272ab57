import type { NewEntry } from '@archway/shared/api/hotlist'
import type { EntryId } from '@archway/shared/hotlist'
import { normalisePlate } from '@archway/shared/plate'
import { type Policy, ruleFor } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import type { SealedSecret, Secrets } from '../audit/secrets.ts'
import type { CaseLedger } from '../ledger/case-ledger.ts'
import type { EntryDecision, EntryLedger, ManualEntry } from '../ledger/entry-ledger.ts'
import { MANUAL } from './house-lists.ts'
import { identified } from './judge-row.ts'
import type { ListKeeper } from './list-keeper.ts'

const HOUR_MS = 3_600_000

/** `status` as the API answers it. The reason says what to do; it holds no plate. */
interface EntryRefusal {
  readonly status: 404 | 409 | 422
  readonly reason: string
}

/** Where people ask for entries, decide on them, and take entries off. */
export interface EntryDesk {
  /** Nothing is listed by it: it waits for another person. */
  propose(order: NewEntry, by: string): Promise<Result<ManualEntry, EntryRefusal>>
  /**
   * An approved entry is in force when this resolves.
   * @param note what the decider said, sealed; none unless given
   */
  decide(
    n: number,
    decision: 'approved' | 'refused',
    by: string,
    note?: SealedSecret | null,
  ): Promise<Result<ManualEntry, EntryRefusal>>
  /** The entry is off the list when this resolves. @returns the recall's number */
  recall(entry: EntryId, reason: string, by: string): Promise<Result<number, EntryRefusal>>
}

export interface EntryDeskMeans {
  readonly ledger: EntryLedger & Pick<CaseLedger, 'caseOf'>
  readonly keeper: Pick<ListKeeper, 'keep'>
  readonly policy: () => Policy
  /** Seals plate and reason beside the use log. */
  readonly secrets: Pick<Secrets, 'seal'>
  /** Who must confirm a recall of this entry. */
  readonly holdersOf: (entry: EntryId) => Promise<{ units: string[]; people: string[] }>
  readonly now: () => number
}

export function createEntryDesk(means: EntryDeskMeans): EntryDesk {
  const { ledger, keeper, policy, secrets, now } = means
  return {
    async propose(order, by) {
      const at = now()
      const content = contentOf(order, policy(), at)
      if (!content.ok) return content
      const found = await ledger.caseOf(order.case)
      if (!found) return refused(422, `there is no case ${order.case}; open it first`)
      if (found.closedAt !== null)
        return refused(422, `case ${order.case} is closed; an entry needs an open one`)
      if (found.purpose !== order.purpose) {
        return refused(422, `case ${order.case} is for ${found.purpose}; an entry of it has the same purpose`)
      }
      const outcome = await ledger.proposeEntry({
        content: content.value,
        purpose: order.purpose,
        caseNumber: order.case,
        owner: order.owner ?? by,
        reason: order.reason,
        by,
        at,
        secret: secrets.seal(
          JSON.stringify({ plate: content.value.plate, reason: order.reason }),
          at,
          content.value.plate,
        ),
      })
      if (outcome === 'unknown-owner') return refused(422, 'there is no person of the owner’s name')
      if (outcome === 'exists') return refused(409, 'the very same entry was asked for just now')
      return entryOf(ledger, outcome.n)
    },
    async decide(n, decision, by, note = null) {
      const outcome = await ledger.decideEntry(n, decision, now(), by, note)
      if (outcome !== 'done') return { ok: false, error: DECISIONS[outcome] }
      await keeper.keep()
      return entryOf(ledger, n)
    },
    async recall(entry, reason, by) {
      const outcome = await ledger.recallEntry({
        entry,
        reason,
        by,
        at: now(),
        ...(await means.holdersOf(entry)),
      })
      if (outcome === 'unknown-entry') return refused(404, 'No list holds or held such an entry.')
      if (outcome === 'already') return refused(409, 'That entry was recalled before.')
      await keeper.keep()
      return ok(outcome.n)
    },
  }
}

const DECISIONS: Readonly<Record<Exclude<EntryDecision, 'done'>, EntryRefusal>> = {
  'unknown-entry': { status: 404, reason: 'There is no such entry.' },
  'not-open': { status: 409, reason: 'It was decided, or ended, before.' },
  'same-person': {
    status: 409,
    reason: 'Whoever asked for an entry cannot approve it; another person must.',
  },
  expired: { status: 409, reason: 'Its time has run out meanwhile; it has to be asked for anew.' },
}

const refused = (status: EntryRefusal['status'], reason: string) => fail({ status, reason })

async function entryOf(ledger: EntryLedger, n: number): Promise<Result<ManualEntry, EntryRefusal>> {
  const entry = await ledger.manualEntry(n)
  return entry ? ok(entry) : refused(404, 'There is no such entry.')
}

function contentOf(order: NewEntry, policy: Policy, at: number) {
  const plate = normalisePlate(order.plate)
  if (!plate.ok)
    return refused(422, 'plate: letters and digits, at most ten, and not a word for a missing plate')
  if (ruleFor(policy, order.category) === 'deny') {
    return refused(422, `policy denies the category ${order.category}: it can never alert`)
  }
  const { defaultHours, mostHours } = policy.manualEntry
  const hours = order.hours ?? defaultHours
  if (hours > mostHours) return refused(422, `hours: at most ${mostHours}, by policy`)
  const { jurisdiction, category, flags, vehicle } = order
  return ok(
    identified(MANUAL, {
      plate: plate.value,
      raw: order.plate,
      folded: false,
      jurisdiction,
      category,
      flags: [...new Set(flags)].sort(),
      expiresAt: at + Math.round(hours * HOUR_MS),
      enteredAt: at,
      number: null,
      agency: null,
      vehicle,
    }),
  )
}
