import type { AlertView } from '@archway/shared/api'
import { AlertCard } from '@archway/shared/ui/alert-card'
import { useEffect, useRef } from 'react'
import { FailureNote } from './failure-note.tsx'
import './queue.css'
import type { Queue as Order } from './queue-order.ts'

export interface QueueProps {
  order: Order
  chosen: string | null
  now: number
  /** Whether the lists came at least once; before that an empty queue means nothing. */
  loaded: boolean
  error: unknown
  more: { raised: string | null; all: string | null }
  onChoose: (alert: AlertView) => void
  onMore: (list: 'raised' | 'all') => void
  onRetry: () => void
}

export function Queue(props: QueueProps) {
  const { order } = props
  return (
    <nav className="queue" aria-label="Alerts">
      {props.error != null && <FailureNote error={props.error} onRetry={props.onRetry} />}
      {!props.loaded && props.error == null && <p className="queue-note">Loading alerts…</p>}
      {props.loaded && (
        <>
          <Section title="Waiting" count={raisedOf(order.waiting)} more={props.more.raised !== null}>
            {order.waiting.length === 0 ? (
              <p className="queue-note">Nothing waits. New alerts appear here by themselves.</p>
            ) : (
              <Rows alerts={order.waiting} {...props} />
            )}
            {props.more.raised !== null && <More onClick={() => props.onMore('raised')} what="waiting" />}
          </Section>
          {order.handled.length > 0 && (
            <Section title="Acknowledged" count={order.handled.length} more={props.more.all !== null}>
              <Rows alerts={order.handled} {...props} />
            </Section>
          )}
          {props.more.all !== null && <More onClick={() => props.onMore('all')} what="earlier" />}
        </>
      )}
    </nav>
  )
}

/** The chosen alert stays among the waiting for a while after it was taken: it no longer counts. */
const raisedOf = (alerts: readonly AlertView[]): number =>
  alerts.filter((alert) => alert.state === 'raised').length

function Section(props: { title: string; count: number; more: boolean; children: React.ReactNode }) {
  return (
    <section>
      <h2 className="queue-heading">
        {props.title}{' '}
        <span>
          {props.count}
          {props.more ? '+' : ''}
        </span>
      </h2>
      {props.children}
    </section>
  )
}

function Rows({ alerts, chosen, now, onChoose }: { alerts: readonly AlertView[] } & QueueProps) {
  return (
    <ul>
      {alerts.map((alert) => (
        <li key={alert.id}>
          <Row alert={alert} chosen={alert.id === chosen} now={now} onChoose={onChoose} />
        </li>
      ))}
    </ul>
  )
}

function Row(props: { alert: AlertView; chosen: boolean; now: number; onChoose: QueueProps['onChoose'] }) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (props.chosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [props.chosen])
  return (
    <div ref={row}>
      {/* Not in the tab order and never focused: the arrow keys walk the queue, and Enter stays free to
          acknowledge what is on screen. */}
      <button
        type="button"
        tabIndex={-1}
        className="queue-row"
        aria-current={props.chosen}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => props.onChoose(props.alert)}
      >
        <AlertCard alert={props.alert} now={props.now} />
      </button>
    </div>
  )
}

function More({ onClick, what }: { onClick: () => void; what: string }) {
  return (
    <button type="button" className="button queue-more" onClick={onClick}>
      Show more {what} alerts
    </button>
  )
}
