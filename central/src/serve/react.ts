import type { Stores } from './open-stores.ts'
import type { Street } from './open-street.ts'
import type { Start } from './start.ts'

export type Reactions = ReturnType<typeof reactionsTo>

/** What the running server does when the ledger was changed, by the command line or by itself. */
export function reactionsTo({ log, faults }: Start, { registry, policyBook }: Stores, street: Street) {
  const { broker, presence, hotlists } = street
  const announceAnew = () => faults.run('the list was not announced', hotlists.announce)
  return {
    announceAnew,
    async devices() {
      const cutOff = await registry.refresh()
      await Promise.all(cutOff.map((device) => broker.disconnect(device)))
      if (cutOff.length > 0) log.info({ devices: cutOff }, 'devices cut off')
      presence.registryChanged()
      // Not waited for: a unit that is slow to read must delay neither an enrolment nor the next revocation.
      void announceAnew()
    },
    hotlists: hotlists.changed,
    async policies() {
      if (await policyBook.refresh()) log.info({ policy: policyBook.current().version }, 'policy in force')
    },
  }
}
