import { duration } from '@archway/shared/figures'
import type { ReactNode } from 'react'
import { type ApiFailure, explain } from '../api/failure.ts'
import './banners.css'
import type { Connection } from './use-live-desk.ts'

/** Loud, above everything: while this stands, alerts may be raised that this screen does not show. */
export function ConnectionBanner({ connection, now }: { connection: Connection; now: number }) {
  if (connection.state !== 'lost') return null
  const left = Math.max(0, Math.ceil((connection.retryAt - now) / 1000))
  return (
    <Banner tone="bad">
      <strong>No connection to the server for {duration(now - connection.since)}.</strong> New alerts do not
      reach this screen. {left > 0 ? `Trying again in ${left} s.` : 'Trying again now…'} If it lasts, use
      another workstation and call the administrator.
    </Banner>
  )
}

export function UnreadableBanner(props: { failure: ApiFailure | null; onDismiss: () => void }) {
  if (!props.failure) return null
  return (
    <Banner tone="bad">
      <strong>{props.failure.message}</strong> It may have been an alert. {props.failure.hint}{' '}
      <button type="button" className="button" onClick={() => window.location.reload()}>
        Reload
      </button>{' '}
      <button type="button" className="button" onClick={props.onDismiss}>
        Dismiss
      </button>
    </Banner>
  )
}

/** Signing out failed: whoever walks away now leaves an open desk behind. */
export function StillSignedInBanner({ error }: { error: unknown }) {
  if (error == null) return null
  return (
    <Banner tone="bad">
      <strong>You are still signed in.</strong> {explain(error).what} Try again, or close this browser and
      tell the administrator.
    </Banner>
  )
}

/** Shown in the last minutes of a session in which nobody touched this desk. */
export function SessionBanner(props: { expiresAt: number; now: number; onStay: () => void }) {
  const left = props.expiresAt - props.now
  if (left > 120_000) return null
  return (
    <Banner tone="warn">
      <strong>Your session ends in {duration(left)}.</strong> After that this screen shows no alerts.{' '}
      <button type="button" className="button" onClick={props.onStay}>
        Stay signed in
      </button>
    </Banner>
  )
}

function Banner({ tone, children }: { tone: 'bad' | 'warn'; children: ReactNode }) {
  return (
    <div className="banner" data-tone={tone} role="alert">
      {children}
    </div>
  )
}
