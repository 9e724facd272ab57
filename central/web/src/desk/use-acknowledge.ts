import type { AlertView, Session } from '@archway/shared/api'
import { useMutation } from '@tanstack/react-query'
import { ApiFailure } from '../api/failure.ts'
import { useWorkplace } from '../workplace.ts'
import { putAlert } from './alert-book.ts'
import type { BookStore } from './book-store.ts'

/**
 * Acknowledges, and shows only what the server recorded: never ahead of it. When somebody else was first, the
 * server answers with their name, and that stands.
 */
export function useAcknowledge(store: BookStore, session: Session) {
  const { api } = useWorkplace()
  return useMutation({
    mutationFn: async (alert: AlertView) => {
      const now = await api.acknowledge(alert.id, session.csrf)
      if (!now.acknowledged) {
        throw new ApiFailure(
          'unreadable',
          'The server did not record the acknowledgement.',
          'Try again. If it stays, tell the administrator.',
        )
      }
      return now
    },
    onSuccess: (alert) => store.change((book) => putAlert(book, alert)),
  })
}
