import type { Session } from '@archway/shared/api'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback } from 'react'
import { SessionBanner } from '../desk/banners.tsx'
import { useNow } from '../workplace.ts'
import { SESSION_KEY, useSessionUpkeep } from './session.ts'
import './side-fields.css'
import './side-page.css'

/** The frame of a page beside the desk: its title, whose session it is and how long it lasts, and the way back. */
export function SidePage(props: {
  title: string
  session: Session
  /** More buttons, before the way back. */
  actions?: ReactNode
  isBusy?: boolean
  children: ReactNode
}) {
  const { session } = props
  const now = useNow()
  const client = useQueryClient()
  const refreshSession = useCallback(() => void client.invalidateQueries({ queryKey: SESSION_KEY }), [client])
  useSessionUpkeep(session, refreshSession)
  return (
    <div className="side-page">
      <SessionBanner expiresAt={session.expiresAt} now={now} onStay={refreshSession} />
      <header className="top-bar">
        <h1>
          <img src="/archway.svg" alt="" width="26" height="26" /> Archway <span>{props.title}</span>
        </h1>
        <span className="top-bar-user">{session.displayName}</span>
        {props.actions}
        <a className="button" href="/">
          Back
        </a>
      </header>
      <main className="side-main" aria-busy={props.isBusy}>
        {props.children}
      </main>
    </div>
  )
}
