import { AlertState } from '@archway/shared/alert'
import type { AlertPage, AlertView } from '@archway/shared/api'

/**
 * All alerts that this page knows. Two lists feed it (what waits, and everything), and the live feed; the same
 * alert comes by all three, in any order, so putting one in is idempotent and never takes it back in its life.
 */
export interface AlertBook {
  readonly alerts: ReadonlyMap<string, Noted>
  /** Where the next older page of each list begins; null: there is none. */
  readonly more: { readonly raised: string | null; readonly all: string | null }
  /** Counts what was put in, so that a reload knows what came live while it was on its way. */
  readonly stamp: number
}

interface Noted {
  readonly alert: AlertView
  readonly stamp: number
}

export const EMPTY_BOOK: AlertBook = { alerts: new Map(), more: { raised: null, all: null }, stamp: 0 }

export function putAlert(book: AlertBook, alert: AlertView): AlertBook {
  const known = book.alerts.get(alert.id)
  const stamp = book.stamp + 1
  const kept = known ? later(known.alert, alert) : alert
  return { ...book, stamp, alerts: new Map(book.alerts).set(alert.id, { alert: kept, stamp }) }
}

export function putPage(book: AlertBook, list: 'raised' | 'all', page: AlertPage): AlertBook {
  const filled = page.alerts.reduce(putAlert, book)
  return { ...filled, more: { ...filled.more, [list]: page.next } }
}

/**
 * A whole reload: what the lists hold now, what came live after it was asked for (`asked`: the stamp of
 * then), and the alert that the operator is looking at. Everything else leaves the screen: it may be purged.
 */
export function reloaded(
  current: AlertBook,
  asked: number,
  pages: { raised: AlertPage; all: AlertPage },
  chosen: string | null,
): AlertBook {
  const fresh = putPage(
    putPage({ ...EMPTY_BOOK, stamp: current.stamp }, 'raised', pages.raised),
    'all',
    pages.all,
  )
  const kept = [...current.alerts.values()].filter(
    ({ alert, stamp }) => stamp > asked || (alert.id === chosen && !fresh.alerts.has(alert.id)),
  )
  return kept.reduce((book, noted) => putAlert(book, noted.alert), fresh)
}

/** Alerts that wait for a person in `after` and were not known before: what a sound announces. */
export const arrivals = (before: AlertBook, after: AlertBook): AlertView[] =>
  [...after.alerts.values()]
    .map((noted) => noted.alert)
    .filter((alert) => alert.state === 'raised' && !before.alerts.has(alert.id))

/** Alerts of which `after` says first that nobody acknowledged them in time. */
export const escalations = (before: AlertBook, after: AlertBook): AlertView[] =>
  [...after.alerts.values()]
    .map((noted) => noted.alert)
    .filter(({ id, state, escalatedAt }) => {
      const known = before.alerts.get(id)?.alert.escalatedAt ?? null
      return state === 'raised' && escalatedAt !== null && known === null
    })

/** The one further along in its life; of equals, the open one; of those, the one with more images, or the newcomer. */
function later(known: AlertView, newcomer: AlertView): AlertView {
  const step = progress(newcomer) - progress(known)
  if (step !== 0) return step > 0 ? newcomer : known
  if (known.sealed !== newcomer.sealed) return known.sealed ? newcomer : known
  return stored(newcomer) >= stored(known) ? newcomer : known
}

const progress = (alert: AlertView): number => AlertState.options.indexOf(alert.state)
const stored = (alert: AlertView): number => alert.images.filter((image) => image.state === 'stored').length
