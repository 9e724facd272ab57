import type { Uuid7 } from '@archway/shared/id'
import type { AlertLedger } from '../ledger/alert-ledger.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import type { Store } from '../store/store.ts'
import type { Announcer } from './announcer.ts'

/** Brings alerts that nobody acknowledged in the policy's time before a supervisor. */
export interface Escalation {
  /** Alerts that wait to be acknowledged and have not been escalated. */
  waiting(): number
  /** Escalates what is overdue: notes it in the ledger, then on the alert, then tells everybody. Call it every second. */
  tick(): Promise<void>
}

export interface EscalationMeans {
  readonly store: Pick<Store, 'alerts' | 'alert' | 'actOnAlert'>
  readonly ledger: Pick<AlertLedger, 'noteEscalation'>
  readonly announcer: Pick<Announcer, 'announce' | 'tap'>
  readonly policyBook: Pick<PolicyBook, 'current'>
  readonly now: () => number
}

const PAGE = 200

/** Finds what waits in the store, so that a restart forgets nothing, and from then on hears of every change. */
export async function openEscalation(means: EscalationMeans): Promise<Escalation> {
  const { store, ledger, announcer, policyBook, now } = means
  const raisedAt = new Map<Uuid7, number>()
  const settledMeanwhile = new Set<Uuid7>()
  let loading = true
  announcer.tap(({ kind, record }) => {
    if (record.state !== 'raised') {
      raisedAt.delete(record.id)
      if (loading) settledMeanwhile.add(record.id)
    } else if (kind === 'raised') raisedAt.set(record.id, record.raisedAt)
  })
  let before: Uuid7 | undefined
  for (;;) {
    const page = await store.alerts({ states: ['raised'], limit: PAGE, ...(before && { before }) })
    for (const { id, escalatedAt, doubts, raisedAt: at } of page) {
      // What was read before its entry was listed waits for nobody.
      const waits = escalatedAt === null && !doubts.includes('past-hit')
      if (waits && !settledMeanwhile.has(id)) raisedAt.set(id, at)
    }
    before = page.at(-1)?.id
    if (page.length < PAGE) break
  }
  loading = false
  settledMeanwhile.clear()

  const escalate = async (id: Uuid7, at: number, policy: string) => {
    const record = await store.alert(id)
    if (record?.state === 'raised') {
      // The ledger first: it does nothing the second time, so a kill between the two loses nothing.
      await ledger.noteEscalation({
        alert: id,
        device: record.read.device,
        raisedAt: record.raisedAt,
        at,
        policy,
      })
      const done = await store.actOnAlert(id, { kind: 'escalate', at })
      if (done?.outcome === 'done') announcer.announce({ kind: 'changed', record: done.record })
    }
    raisedAt.delete(id)
  }
  let running: Promise<void> | null = null
  const run = async () => {
    const { policy, version } = policyBook.current()
    const at = now()
    const overdue = [...raisedAt].filter(([, raised]) => at - raised >= policy.alerts.escalateSeconds * 1000)
    const errors: unknown[] = []
    // One that fails, and is tried again at the next tick, must not keep the others from a supervisor.
    for (const [id] of overdue) await escalate(id, at, version).catch((error: unknown) => errors.push(error))
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} alerts were not escalated`)
  }
  return {
    waiting: () => raisedAt.size,
    tick() {
      running ??= run().finally(() => {
        running = null
      })
      return running
    },
  }
}
