import { mayDo } from '@archway/shared/act'
import type { AlertView, Session } from '@archway/shared/api'
import { DisposeForm } from './dispose-form.tsx'
import { LookPanel } from './look-panel.tsx'
import { OpenForm } from './open-form.tsx'
import type { AlertActs } from './use-alert-acts.ts'
import { VerifyForm } from './verify-form.tsx'

/** What a person can do with an acknowledged alert, and what persons have done. The server decides again. */
export function VerificationPanels(props: {
  alert: AlertView
  session: Session
  acts: AlertActs
  now: number
}) {
  const { alert, session, acts } = props
  const mine = acts.of(alert.id)
  const isOpenToActs = alert.state !== 'raised' && alert.state !== 'closed'
  return (
    <>
      {alert.sealed && alert.state === 'acknowledged' && mayDo(session.roles, 'alert-verify') && (
        <VerifyForm
          alert={alert}
          focus={acts.justTaken === alert.id}
          pending={mine.pending}
          error={mine.failed === 'verify' ? mine.error : null}
          onVerify={(typed) => acts.act(alert, { kind: 'verify', body: typed })}
        />
      )}
      {!alert.sealed && alert.state !== 'raised' && (
        <LookPanel
          alert={alert}
          user={session.user}
          now={props.now}
          pending={mine.pending}
          onConfirmLive={({ plate, state }) =>
            acts.act(alert, { kind: 'verify', body: { plate, state, confirmsLive: true } })
          }
        />
      )}
      {isOpenToActs && (
        <DisposeForm
          key={alert.state}
          alert={alert}
          pending={mine.pending}
          error={mine.failed === 'dispose' ? mine.error : null}
          onDispose={(disposition, note) => acts.act(alert, { kind: 'dispose', body: { disposition, note } })}
        />
      )}
      {alert.sealed && mayDo(session.roles, 'alert-open') && (
        <OpenForm
          pending={mine.pending}
          error={mine.failed === 'open' ? mine.error : null}
          onOpen={(reason) => acts.act(alert, { kind: 'open', body: { reason } })}
        />
      )}
    </>
  )
}
