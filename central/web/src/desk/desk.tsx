import type { AlertView, Session } from '@archway/shared/api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Attempt } from '../alert/acknowledge-bar.tsx'
import { AlertPane } from '../alert/alert-pane.tsx'
import { useAlertActs } from '../alert/use-alert-acts.ts'
import { endSession, SESSION_KEY, useSessionUpkeep } from '../session/session.ts'
import { useNow, useWorkplace } from '../workplace.ts'
import { putPage } from './alert-book.ts'
import { ArrivalAnnouncer } from './arrival-announcer.tsx'
import { ConnectionBanner, SessionBanner, StillSignedInBanner, UnreadableBanner } from './banners.tsx'
import { createBookStore, useBook } from './book-store.ts'
import { gravest } from './chime.ts'
import './desk.css'
import { EscalationBanner } from './escalation-banner.tsx'
import { NothingChosen } from './nothing-chosen.tsx'
import { Queue } from './queue.tsx'
import { type Choice, choose, countWaiting, orderQueue, step } from './queue-order.ts'
import { TopBar } from './top-bar.tsx'
import { UnitsStrip } from './units-strip.tsx'
import { useAcknowledge } from './use-acknowledge.ts'
import { type DeskKey, useDeskKeys } from './use-desk-keys.ts'
import { useLiveDesk } from './use-live-desk.ts'
import { useReceipts } from './use-receipts.ts'
import { useSound } from './use-sound.ts'
import { useTitle } from './use-title.ts'

/** The operator's desk. Invariant: only the operator's own hand changes which alert is shown. */
export function Desk({ session }: { session: Session }) {
  const { api } = useWorkplace()
  const client = useQueryClient()
  const now = useNow()
  const sound = useSound(session.user)
  const [news, setNews] = useState<readonly AlertView[]>([])
  const [choice, setChoice] = useState<Choice | null>(null)
  const chosenId = useRef<string | null>(null)
  chosenId.current = choice?.id ?? null

  const { play } = sound
  const store = useMemo(
    () =>
      createBookStore(({ arrived, escalated }) => {
        play(gravest([...arrived.map(({ grade }) => grade), ...escalated.map(() => 'escalated' as const)]))
        if (arrived.length > 0) setNews(arrived)
      }),
    [play],
  )
  const desk = useLiveDesk(
    store,
    useCallback(() => chosenId.current, []),
  )
  const book = useBook(store)
  const order = useMemo(() => orderQueue(book, choice), [book, choice])
  const chosen = choice ? (book.alerts.get(choice.id)?.alert ?? null) : null
  const waiting = countWaiting(book)
  useTitle(waiting, desk.connection.state === 'lost')

  const acknowledge = useAcknowledge(store, session)
  const justTaken = acknowledge.data?.acknowledged?.by === session.user ? acknowledge.data.id : null
  const acts = useAlertActs(store, session, justTaken)
  useReceipts(book, session)
  const refreshSession = useCallback(() => void client.invalidateQueries({ queryKey: SESSION_KEY }), [client])
  useSessionUpkeep(session, refreshSession)
  const signOut = useMutation({
    mutationFn: () => api.logout(session.csrf),
    onSuccess: () => endSession(client),
  })
  const showMore = useMutation({
    mutationFn: async (list: 'raised' | 'all') => {
      const page = await api.alerts(list, store.get().more[list])
      store.change((known) => putPage(known, list, page), true)
    },
  })

  const act = (key: DeskKey) => {
    if (key === 'acknowledge') {
      if (chosen?.state === 'raised' && !acknowledge.isPending) acknowledge.mutate(chosen)
    } else {
      setChoice(step(order, choice, key === 'down' ? 1 : -1))
    }
  }
  useDeskKeys(act)

  return (
    <div className="desk">
      <div>
        <ConnectionBanner connection={desk.connection} now={now} />
        <UnreadableBanner failure={desk.unreadable} onDismiss={desk.dismissUnreadable} />
        <StillSignedInBanner error={signOut.error} />
        <SessionBanner expiresAt={session.expiresAt} now={now} onStay={refreshSession} />
        <EscalationBanner
          session={session}
          alerts={order.waiting}
          onChoose={(alert) => setChoice(choose(alert))}
        />
        <TopBar
          session={session}
          sound={sound.state}
          live={desk.connection.state === 'live'}
          onSound={() => void sound.toggle()}
          onSignOut={() => signOut.mutate()}
        />
        <UnitsStrip
          units={desk.units.data?.units}
          unitsFailed={desk.units.isError && !desk.units.data}
          summary={desk.summary.data}
          now={now}
        />
      </div>
      <main className="desk-body">
        <Queue
          order={order}
          chosen={choice?.id ?? null}
          now={now}
          loaded={desk.lists.data !== undefined}
          error={desk.lists.error ?? showMore.error}
          more={book.more}
          onChoose={(alert) => setChoice(choose(alert))}
          onMore={(list) => showMore.mutate(list)}
          onRetry={() => {
            showMore.reset()
            void desk.lists.refetch()
          }}
        />
        {chosen ? (
          <AlertPane
            key={chosen.id}
            alert={chosen}
            session={session}
            acts={acts}
            units={desk.units.data?.units ?? []}
            attempt={attemptOn(chosen, acknowledge, session.user)}
            now={now}
            onAcknowledge={() => act('acknowledge')}
            onImageFailure={refreshSession}
          />
        ) : (
          <NothingChosen waiting={waiting} lists={listsState(desk.lists)} />
        )}
      </main>
      <ArrivalAnnouncer alerts={news} />
    </div>
  )
}

function listsState(lists: { data: unknown; isError: boolean }): 'loading' | 'failed' | 'loaded' {
  if (lists.data !== undefined) return 'loaded'
  return lists.isError ? 'failed' : 'loading'
}

function attemptOn(alert: AlertView, last: ReturnType<typeof useAcknowledge>, user: string): Attempt {
  if (last.variables?.id !== alert.id) return { state: 'none' }
  if (last.isPending) return { state: 'pending' }
  if (last.isError && alert.state === 'raised') return { state: 'failed', error: last.error }
  return last.isSuccess && last.data.acknowledged?.by !== user ? { state: 'late' } : { state: 'none' }
}
