import type { Session } from '@archway/shared/api'
import { useEffect, useRef } from 'react'
import { useWorkplace } from '../workplace.ts'
import type { AlertBook } from './alert-book.ts'

const MOST = 200

/** Tells the server which alerts stand on this screen that, as far as it knows, stood on none. */
export function useReceipts(book: AlertBook, session: Session): void {
  const { api } = useWorkplace()
  const told = useRef(new Set<string>())
  useEffect(() => {
    const news = [...book.alerts.values()]
      .filter(({ alert }) => alert.shownAt === null && !told.current.has(alert.id))
      .map(({ alert }) => alert.id)
      .slice(0, MOST)
    if (news.length === 0) return
    for (const id of news) told.current.add(id)
    // The server did not hear: with the next change of the book it is told again.
    api.receipts(news, session.csrf).catch(() => {
      for (const id of news) told.current.delete(id)
    })
  }, [api, book, session.csrf])
}
