import type { AlertView } from '@archway/shared/api'
import { useSyncExternalStore } from 'react'
import { type AlertBook, arrivals, EMPTY_BOOK, escalations } from './alert-book.ts'

/**
 * Holds the one AlertBook of a signed-in desk. Apart from the query cache on purpose: lists and live events
 * change the same book, each change is applied to what is there at that moment, and none can overwrite another.
 */
export interface BookStore {
  get(): AlertBook
  subscribe(listener: () => void): () => void
  /** `quiet`: nothing in it is news (the first load). */
  change(apply: (book: AlertBook) => AlertBook, quiet?: boolean): void
}

export function createBookStore(
  onNews: (news: {
    readonly arrived: readonly AlertView[]
    readonly escalated: readonly AlertView[]
  }) => void,
): BookStore {
  let book = EMPTY_BOOK
  const listeners = new Set<() => void>()
  return {
    get: () => book,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    change: (apply, quiet = false) => {
      const before = book
      book = apply(before)
      if (book === before) return
      for (const listener of listeners) listener()
      if (quiet) return
      const [arrived, escalated] = [arrivals(before, book), escalations(before, book)]
      if (arrived.length > 0 || escalated.length > 0) onNews({ arrived, escalated })
    },
  }
}

export const useBook = (store: BookStore): AlertBook => useSyncExternalStore(store.subscribe, store.get)
