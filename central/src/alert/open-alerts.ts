import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import type { AlertLedger } from '../ledger/alert-ledger.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import type { Store } from '../store/store.ts'
import type { Announcer } from './announcer.ts'
import { createDelivery, type Delivery, type Leg } from './delivery.ts'
import { createDesk, type Desk } from './desk.ts'
import { type Escalation, openEscalation } from './escalation.ts'
import { openQuarantineBook, type QuarantineBook } from './quarantine-book.ts'
import { createVerificationDesk, type VerificationDesk } from './verification-desk.ts'

/** Everything that is done with alerts once they are stored. */
export interface Alerts {
  readonly desk: Desk
  readonly verification: VerificationDesk
  readonly delivery: Delivery
  readonly quarantines: QuarantineBook
  readonly waiting: () => number
  stop(): Promise<void>
}

export interface AlertsMeans {
  readonly store: Store
  readonly ledger: AlertLedger
  readonly announcer: Announcer
  readonly book: HotlistBook
  readonly policyBook: PolicyBook
  readonly now: () => number
  readonly observe: (leg: Leg, ms: number) => void
  readonly onFault: (error: unknown) => void
}

const TICK_MS = 1000

/** Call it before anything announces: what is raised from then on is escalated when nobody acknowledges it. */
export async function openAlerts(means: AlertsMeans): Promise<Alerts> {
  const { store, announcer, book, policyBook, now, onFault } = means
  const delivery = createDelivery(means)
  const escalation: Escalation = await openEscalation(means)
  const timer = setInterval(() => void escalation.tick().catch(onFault), TICK_MS)
  return {
    desk: createDesk(store, announcer, book, now, delivery.acknowledged),
    verification: createVerificationDesk({ ...means, policy: () => policyBook.current().policy }),
    delivery,
    quarantines: await openQuarantineBook(means.ledger),
    waiting: escalation.waiting,
    async stop() {
      clearInterval(timer)
      await escalation.tick().catch(onFault)
    },
  }
}
