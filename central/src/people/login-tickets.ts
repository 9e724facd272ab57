import type { Person } from '../ledger/person-ledger.ts'

/** How long a login may stand between two of its steps. */
const TICKET_MS = 5 * 60_000
/** Logins between two steps, of everybody; beyond it the oldest ends. */
const MOST_TICKETS = 2000

/** The next step of a login, and what its answer is held against. */
export type Waiting =
  | {
      readonly step: 'factor'
      readonly code: boolean
      readonly passkey: Record<string, unknown> | null
      readonly challenge: string | null
    }
  | { readonly step: 'enrol'; readonly secret: Uint8Array }
  | { readonly step: 'password' | 'receipt'; readonly factor: string }

/** A login between two of its steps. */
export interface Pending {
  readonly person: Person
  /** The single sign-on stands for the password, whoever set it. */
  readonly isVouched: boolean
  readonly agent: string
  readonly waiting: Waiting
}

/** Logins between two of their steps, in memory only: a restart asks people to begin again. */
export interface LoginTickets {
  /** It counts only in the browser that got it, and not after its time; null: it does not count. */
  find(ticket: string, agent: string): Pending | null
  /** The login came to a further step, and has its time anew. */
  keep(ticket: string, pending: Pending): void
  /** The same step of a login that stands, asked otherwise; its time runs on. */
  change(ticket: string, pending: Pending): void
  end(ticket: string): void
}

export function loginTickets(now: () => number): LoginTickets {
  const tickets = new Map<string, { readonly pending: Pending; readonly until: number }>()
  const found = (ticket: string) => {
    const held = tickets.get(ticket)
    return held && held.until > now() ? held : null
  }
  return {
    find(ticket, agent) {
      const pending = found(ticket)?.pending ?? null
      return pending?.agent === agent ? pending : null
    },
    keep(ticket, pending) {
      tickets.delete(ticket)
      tickets.set(ticket, { pending, until: now() + TICKET_MS })
      for (const [oldest, { until }] of tickets) {
        if (until > now() && tickets.size <= MOST_TICKETS) break
        tickets.delete(oldest)
      }
    },
    change(ticket, pending) {
      const held = found(ticket)
      if (held) tickets.set(ticket, { ...held, pending })
    },
    end: (ticket) => void tickets.delete(ticket),
  }
}
