import type { AlertView } from '@archway/shared/api'
import { useSyncExternalStore } from 'react'
import { type AlertBook, arrivals, EMPTY_BOOK } from './alert-book.ts'

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

export function createBookStore(onArrivals: (alerts: readonly AlertView[]) => void): BookStore {
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
      const news = quiet ? [] : arrivals(before, book)
      if (news.length > 0) onArrivals(news)
    },
  }
}

export const useBook = (store: BookStore): AlertBook => useSyncExternalStore(store.subscribe, store.get)
