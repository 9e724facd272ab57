import type { AlertView } from '@archway/shared/api'
import { describe, expect, test } from 'vitest'
import { createRecorder, sealed } from '../alert.fixture.ts'
import {
  type AlertBook,
  arrivals,
  EMPTY_BOOK,
  escalations,
  putAlert,
  putPage,
  reloaded,
} from './alert-book.ts'
import { choose, countWaiting, orderQueue, step } from './queue-order.ts'

const NOON = Date.UTC(2026, 10, 24, 18)
const record = createRecorder()
const old = record({ at: NOON, plate: 'AAA111' })
const mid = record({ at: NOON + 1000, plate: 'BBB222' })
const young = record({ at: NOON + 2000, plate: 'CCC333' })
const taken = (alert: typeof old) => ({
  ...alert,
  state: 'acknowledged' as const,
  acknowledged: { by: 'dokafor', at: NOON + 5000 },
})
const bookOf = (...alerts: AlertView[]): AlertBook => alerts.reduce(putAlert, EMPTY_BOOK)
const page = (...alerts: (typeof old)[]) => ({ alerts, next: null })
const platesOf = (alerts: readonly AlertView[]) =>
  alerts.map((alert) => (alert.sealed ? 'sealed' : alert.read.text))

describe('alert book', () => {
  test('an older report never takes an alert back in its life', () => {
    const book = bookOf(taken(old), old)
    expect(book.alerts.get(old.id)?.alert.state).toBe('acknowledged')
    expect(bookOf(old, taken(old)).alerts.get(old.id)?.alert.state).toBe('acknowledged')
  })

  test('an escalation is news once, and none of what somebody took', () => {
    const late = { ...old, escalatedAt: NOON + 90_000 }
    expect(escalations(bookOf(old), bookOf(late))).toEqual([late])
    expect(escalations(EMPTY_BOOK, bookOf(late)), 'also of what comes escalated').toEqual([late])
    expect(escalations(bookOf(late), bookOf(late, mid))).toEqual([])
    expect(escalations(bookOf(old), bookOf({ ...taken(old), escalatedAt: NOON + 90_000 }))).toEqual([])
  })

  test('nor does it take images away that have come', () => {
    const bare = { ...old, images: old.images.map((image) => ({ ...image, state: 'pending' as const })) }
    expect(bookOf(old, bare).alerts.get(old.id)?.alert).toBe(old)
    expect(bookOf(bare, old).alerts.get(old.id)?.alert).toBe(old)
  })

  test('a change that leaves state and images alone is taken over', () => {
    const withdrawn = { ...old, live: false, entry: { ...old.entry, live: false } }
    expect(bookOf(old, withdrawn).alerts.get(old.id)?.alert.live).toBe(false)
  })

  test('nor does it seal again what this person has looked at; a settled one may be', () => {
    const open = taken(old)
    expect(bookOf(open, sealed(open)).alerts.get(old.id)?.alert.sealed).toBe(false)
    expect(bookOf(sealed(open), open).alerts.get(old.id)?.alert.sealed).toBe(false)
    const verified = sealed({ ...open, state: 'verified' })
    expect(bookOf(open, verified).alerts.get(old.id)?.alert.state).toBe('verified')
  })

  test('a reload drops what the server no longer has, but nothing that came live meanwhile', () => {
    const before = bookOf(old, mid)
    const asked = before.stamp
    const meanwhile = putAlert(before, young)
    const after = reloaded(meanwhile, asked, { raised: page(mid), all: page(mid) }, null)
    expect(platesOf(orderQueue(after, null).waiting)).toEqual(['CCC333', 'BBB222'])
  })

  test('a reload keeps an acknowledgement that overtook it', () => {
    const before = bookOf(old)
    const meanwhile = putAlert(before, taken(old))
    const after = reloaded(meanwhile, before.stamp, { raised: page(old), all: page(old) }, null)
    expect(after.alerts.get(old.id)?.alert.state).toBe('acknowledged')
  })

  test('a reload keeps the alert that the operator looks at', () => {
    const book = bookOf(old, mid)
    const after = reloaded(book, book.stamp, { raised: page(mid), all: page(mid) }, old.id)
    expect(after.alerts.has(old.id)).toBe(true)
  })

  test('but shows it as the server now has it', () => {
    const book = bookOf(old)
    const withdrawn = { ...old, live: false, entry: { ...old.entry, live: false } }
    const after = reloaded(book, book.stamp, { raised: page(withdrawn), all: page(withdrawn) }, old.id)
    expect(after.alerts.get(old.id)?.alert.live).toBe(false)
  })

  test('pages remember where the next one begins', () => {
    const book = putPage(EMPTY_BOOK, 'raised', { alerts: [young], next: young.id })
    expect(book.more).toEqual({ raised: young.id, all: null })
  })

  test('only waiting alerts that were not known before are news', () => {
    const before = bookOf(old)
    const after = [mid, taken(young), taken(old)].reduce(putAlert, before)
    expect(platesOf(arrivals(before, after))).toEqual(['BBB222'])
  })
})

describe('queue order', () => {
  test('waiting on top, newest first', () => {
    const queue = orderQueue(bookOf(old, taken(young), mid), null)
    expect(platesOf(queue.waiting)).toEqual(['BBB222', 'AAA111'])
    expect(platesOf(queue.handled)).toEqual(['CCC333'])
  })

  test('acknowledging does not move the chosen alert until another is chosen', () => {
    const choice = choose(mid)
    const book = bookOf(old, taken(mid), young)
    expect(platesOf(orderQueue(book, choice).waiting)).toEqual(['CCC333', 'BBB222', 'AAA111'])
    const down = step(orderQueue(book, choice), choice, 1)
    expect(down).toEqual({ id: old.id, asWaiting: true })
    expect(platesOf(orderQueue(book, down).handled)).toEqual(['BBB222'])
  })

  test('an arrival leaves the choice alone; the ends of the list hold', () => {
    const choice = choose(old)
    const queue = orderQueue(bookOf(old, young), choice)
    expect(step(queue, choice, 1)).toEqual(choice)
    expect(step(queue, choice, -1)?.id).toBe(young.id)
    expect(step(queue, null, -1)?.id).toBe(young.id)
    expect(step(orderQueue(EMPTY_BOOK, null), null, 1)).toBeNull()
  })

  test('the count is of raised alerts alone', () => {
    expect(countWaiting(bookOf(old, taken(mid), young))).toBe(2)
  })
})
