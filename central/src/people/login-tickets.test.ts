import { expect, it } from 'vitest'
import { loginTickets, type Pending } from './login-tickets.ts'

const MINUTE = 60_000
let now = 0
const of = (name: string): Pending => ({
  person: {
    name,
    displayName: name,
    badge: null,
    roles: [],
    addedAt: 0,
    lockedAt: null,
    disabledAt: null,
    lastLoginAt: null,
    passwordGiven: false,
  },
  isVouched: false,
  agent: 'desk',
  waiting: { step: 'password', factor: 'code' },
})

it('a further step has its time anew; one that is asked otherwise has not, and brings back no login that ended', () => {
  const tickets = loginTickets(() => now)
  const changed: Pending = { ...of('ann'), waiting: { step: 'receipt', factor: 'code' } }
  tickets.keep('a', of('ann'))
  tickets.keep('b', of('ann'))
  now += 4 * MINUTE
  tickets.keep('a', of('ann'))
  tickets.change('b', changed)
  expect(tickets.find('b', 'desk')).toEqual(changed)
  expect(tickets.find('b', 'another browser')).toBeNull()
  now += MINUTE
  expect(tickets.find('b', 'desk')).toBeNull()
  tickets.change('b', changed)
  expect(tickets.find('b', 'desk')).toBeNull()
  expect(tickets.find('a', 'desk')).toEqual(of('ann'))
  tickets.end('a')
  expect(tickets.find('a', 'desk')).toBeNull()
})

it('of too many logins between two steps the one that stood longest ends', () => {
  const tickets = loginTickets(() => now)
  for (let n = 0; n < 2000; n++) tickets.keep(`t${n}`, of(`p${n}`))
  tickets.keep('t0', of('p0'))
  tickets.keep('one more', of('kim'))
  expect(tickets.find('t1', 'desk')).toBeNull()
  for (const ticket of ['t0', 't2', 't1999', 'one more']) expect(tickets.find(ticket, 'desk')).not.toBeNull()
})
