import type { AlertView, Session } from '@archway/shared/api'
import { useMutation } from '@tanstack/react-query'
import type { AlertAct } from '../api/client.ts'
import { putAlert } from '../desk/alert-book.ts'
import type { BookStore } from '../desk/book-store.ts'
import { useWorkplace } from '../workplace.ts'

/** What this person does with alerts, and how the last of it went. */
export interface AlertActs {
  act(alert: AlertView, act: AlertAct): void
  of(id: string): {
    readonly pending: boolean
    readonly failed: AlertAct['kind'] | null
    readonly error: unknown
  }
  /** The alert that this person has just acknowledged. */
  readonly justTaken: string | null
}

/** Shows only what the server recorded, never ahead of it. */
export function useAlertActs(store: BookStore, session: Session, justTaken: string | null): AlertActs {
  const { api } = useWorkplace()
  const last = useMutation({
    mutationFn: ({ id, act }: { id: string; act: AlertAct }) => api.actOnAlert(id, act, session.csrf),
    onSuccess: (alert) => store.change((book) => putAlert(book, alert)),
  })
  return {
    act: ({ id }, act) => {
      if (!last.isPending) last.mutate({ id, act })
    },
    of(id) {
      const isLast = last.variables?.id === id
      const failed = isLast && last.isError ? (last.variables?.act.kind ?? null) : null
      return { pending: isLast && last.isPending, failed, error: failed ? last.error : null }
    },
    justTaken,
  }
}
