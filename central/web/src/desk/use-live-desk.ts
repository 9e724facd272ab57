import type { UnitList } from '@archway/shared/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { ApiFailure } from '../api/failure.ts'
import { followEvents } from '../api/live.ts'
import { endSession } from '../session/session.ts'
import { useWorkplace } from '../workplace.ts'
import { putAlert, reloaded } from './alert-book.ts'
import type { BookStore } from './book-store.ts'
import { putUnit } from './unit-roster.ts'

/** Whether this screen hears the server. `since`, `retryAt`: milliseconds since 1970. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly since: number; readonly retryAt: number }

const UNITS_KEY = ['units'] as const
const SUMMARY_KEY = ['summary'] as const
const LISTS_KEY = ['alert-lists'] as const

/** Loads the lists, follows the live feed, and loads everything again whenever the feed was away. */
export function useLiveDesk(store: BookStore, chosen: () => string | null) {
  const { api, fetch, now } = useWorkplace()
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' })
  const [unreadable, setUnreadable] = useState<ApiFailure | null>(null)
  const loadedOnce = useRef(false)
  /** Every alert on the screen was looked up in this version of the lists, or in a newer one. */
  const lookedUpIn = useRef(0)

  // What is loaded before the feed is open could miss an alert that comes between the two. So the first load
  // waits for the feed, or for its failure: then what can be had is shown, under the banner.
  const enabled = connection.state !== 'connecting'
  const lists = useQuery({
    queryKey: LISTS_KEY,
    enabled,
    queryFn: async () => {
      const asked = store.get().stamp
      // Before the alerts: a list that comes in between is then newer than what we say we know. Without a summary the
      // alerts are loaded all the same.
      const summary = await api.summary().catch(() => null)
      if (summary) client.setQueryData(SUMMARY_KEY, summary)
      const [raised, all] = await Promise.all([api.alerts('raised', null), api.alerts('all', null)])
      store.change((book) => reloaded(book, asked, { raised, all }, chosen()), !loadedOnce.current)
      loadedOnce.current = true
      lookedUpIn.current = summary?.hotlist?.version ?? lookedUpIn.current
      return now()
    },
  })
  const units = useQuery({ queryKey: UNITS_KEY, enabled, queryFn: () => api.units() })
  // Comes with the lists.
  const summary = useQuery({ queryKey: SUMMARY_KEY, enabled: false, queryFn: () => api.summary() })

  useEffect(() => {
    // What already caused a reload: a unit that stays ahead of central must not cause one after the other.
    let newestList = 0
    const feed = followEvents(fetch, {
      onOpen: () => {
        setConnection({ state: 'live' })
        for (const queryKey of [LISTS_KEY, UNITS_KEY]) void client.invalidateQueries({ queryKey })
      },
      onAlert: (alert) => store.change((book) => putAlert(book, alert)),
      onUnit: (unit) => {
        client.setQueryData<z.infer<typeof UnitList>>(UNITS_KEY, (known) =>
          known ? { units: putUnit(known.units, unit) } : known,
        )
        // A unit with a newer list than ours: entries may have been withdrawn, so ask what is still live.
        const has = unit.hotlistVersion ?? 0
        if (has > Math.max(lookedUpIn.current, newestList)) {
          newestList = has
          void client.invalidateQueries({ queryKey: LISTS_KEY })
        }
      },
      onUnreadable: setUnreadable,
      onLost: (_, retryMs) =>
        setConnection((was) => ({
          state: 'lost',
          since: was.state === 'lost' ? was.since : now(),
          retryAt: now() + retryMs,
        })),
      onSignedOut: () => endSession(client),
    })
    return () => feed.stop()
  }, [client, fetch, now, store])

  return { connection, unreadable, dismissUnreadable: () => setUnreadable(null), lists, units, summary }
}
