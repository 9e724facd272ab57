import type { AlertView } from '@archway/shared/api'
import type { AlertBook } from './alert-book.ts'

/** What the operator looks at. `asWaiting`: it was not acknowledged when it was chosen. */
export interface Choice {
  readonly id: string
  readonly asWaiting: boolean
}

export interface Queue {
  readonly waiting: readonly AlertView[]
  readonly handled: readonly AlertView[]
}

/**
 * Newest first, what nobody has acknowledged on top. The chosen alert keeps its section until another is
 * chosen, so that acknowledging does not pull the list away from under the operator's hand: the next press of
 * "down" goes to the next waiting one.
 */
export function orderQueue(book: AlertBook, choice: Choice | null): Queue {
  const newestFirst = [...book.alerts.values()]
    .map((noted) => noted.alert)
    .sort((a, b) => b.raisedAt - a.raisedAt || (a.id < b.id ? 1 : -1))
  const waits = (alert: AlertView) =>
    alert.state === 'raised' || (choice?.asWaiting === true && choice.id === alert.id)
  return { waiting: newestFirst.filter(waits), handled: newestFirst.filter((alert) => !waits(alert)) }
}

export const choose = (alert: AlertView): Choice => ({ id: alert.id, asWaiting: alert.state === 'raised' })

/** The choice after a step up or down; the ends hold. With nothing chosen, either key goes to the top. */
export function step(queue: Queue, choice: Choice | null, by: 1 | -1): Choice | null {
  const order = [...queue.waiting, ...queue.handled]
  const at = choice ? order.findIndex((alert) => alert.id === choice.id) : -1
  const next = at < 0 ? order[0] : order[at + by]
  return next ? choose(next) : choice
}

/** Alerts that nobody has acknowledged: the number in the title. */
export const countWaiting = (book: AlertBook): number =>
  [...book.alerts.values()].filter((noted) => noted.alert.state === 'raised').length
