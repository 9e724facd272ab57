import { mayDo } from '@archway/shared/act'
import type { Disposition } from '@archway/shared/alert'
import type { Uuid7 } from '@archway/shared/id'
import type { Policy } from '@archway/shared/policy'
import { type Comparison, compareLook, type Typed } from '@archway/shared/verification'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { AlertLedger } from '../ledger/alert-ledger.ts'
import type { ActOutcome } from '../store/alert-acts.ts'
import type { AlertRecord, Store } from '../store/store.ts'
import type { Announcer } from './announcer.ts'
import { blame } from './blame.ts'
import { releaseOf, type Viewer } from './release.ts'

/** Null: no such alert. `look-first`: the person does not know the entry, and so cannot say how it was wrong. */
type Acted = { readonly record: AlertRecord; readonly outcome: ActOutcome | 'look-first' } | null

/** Where people look, open and dispose. The store decides whether they may; everybody who watches learns of it. */
export interface VerificationDesk {
  /** @returns also how what was typed compares with entry and read */
  verify(
    id: Uuid7,
    typed: Typed,
    by: Viewer,
  ): Promise<(Exclude<Acted, null> & { readonly found: Comparison }) | null>
  open(id: Uuid7, reason: string, by: Viewer): Promise<Acted>
  /** What was done is in the use log when it resolves, by unit and policy. */
  dispose(id: Uuid7, what: { disposition: Disposition; note: string }, by: Viewer): Promise<Acted>
}

export interface VerificationMeans {
  readonly store: Pick<Store, 'alert' | 'actOnAlert'>
  readonly ledger: Pick<AlertLedger, 'alertDisposed'>
  readonly announcer: Pick<Announcer, 'announce'>
  readonly book: Pick<HotlistBook, 'entry'>
  readonly policy: () => Policy
  readonly now: () => number
}

const DAY_MS = 86_400_000
const CHANGES: ReadonlySet<ActOutcome> = new Set([
  'done',
  'verified',
  'agreed',
  'needs-supervisor',
  'disagreed',
])

export function createVerificationDesk(means: VerificationMeans): VerificationDesk {
  const { store, ledger, announcer, book, policy, now } = means
  const act = async (...[id, what]: Parameters<Store['actOnAlert']>) => {
    const done = await store.actOnAlert(id, what)
    if (done && CHANGES.has(done.outcome)) announcer.announce({ kind: 'changed', record: done.record })
    return done
  }
  const standing = async ({ hit, entry }: AlertRecord): Promise<'live' | 'withdrawn' | 'expired'> => {
    const current = await book.entry(hit.entry)
    if (!current?.live) return 'withdrawn'
    return Math.min(entry.expiresAt, current.expiresAt) > now() ? 'live' : 'expired'
  }
  return {
    async verify(id, typed, { user, roles }) {
      const record = await store.alert(id)
      if (!record) return null
      const found = compareLook(typed, record.entry, record.read.text, await standing(record))
      const mayOverrule = mayDo(roles, 'alert-overrule')
      const done = await act(id, { kind: 'look', by: user, at: now(), ...typed, found, mayOverrule })
      return done && { ...done, found }
    },
    open: (id, reason, { user }) => act(id, { kind: 'open', by: user, at: now(), reason }),
    async dispose(id, { disposition, note }, by) {
      const record = await store.alert(id)
      if (!record) return null
      const inForce = policy()
      const refused = refusalOf(record, disposition, by, inForce)
      if (refused) return { record, outcome: refused }
      const at = now()
      const { windowDays, leastJudged, errorShare } = inForce.alerts.cameras
      // First, because doing it again changes nothing: a kill between the two is mended by the person's next try.
      await ledger.alertDisposed(
        {
          alert: id,
          device: record.read.device,
          at,
          by: by.user,
          disposition,
          policy: inForce.version,
          cameras: blame(record, disposition),
        },
        { since: at - windowDays * DAY_MS, leastJudged, errorShare },
      )
      return act(id, { kind: 'dispose', by: by.user, at, disposition, note })
    },
  }
}

function refusalOf(
  record: AlertRecord,
  disposition: Disposition,
  by: Viewer,
  policy: Policy,
): Exclude<Acted, null>['outcome'] | null {
  if (record.state === 'raised') return 'not-acknowledged'
  if (record.state === 'closed') return 'settled'
  if (record.state === 'acknowledged' && disposition === 'correct') return 'verify-first'
  if (disposition !== 'not-actionable' && releaseOf(record, by, policy) !== 'open') return 'look-first'
  return null
}
