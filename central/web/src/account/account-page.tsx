import type { Session } from '@archway/shared/api'
import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { SessionBanner } from '../desk/banners.tsx'
import { FailureNote } from '../desk/failure-note.tsx'
import { LoginFailure } from '../session/login-frame.tsx'
import { endSession, SESSION_KEY, useSessionUpkeep } from '../session/session.ts'
import { useNow, useWorkplace } from '../workplace.ts'
import './account-page.css'
import { createAccountApi, needsLoginAgain } from './account-api.ts'
import { LoginAgain } from './login-again.tsx'

const PASSKEYS_KEY = ['passkeys'] as const

/** What people do with their own account: passkeys, and the password. */
export function AccountPage({ session }: { session: Session }) {
  const { fetch } = useWorkplace()
  const now = useNow()
  const client = useQueryClient()
  const api = useMemo(() => createAccountApi(fetch, session.csrf), [fetch, session.csrf])
  const refreshSession = useCallback(() => void client.invalidateQueries({ queryKey: SESSION_KEY }), [client])
  useSessionUpkeep(session, refreshSession)
  const [label, setLabel] = useState('')
  const [password, setPassword] = useState('')
  const passkeys = useQuery({ queryKey: PASSKEYS_KEY, queryFn: () => api.passkeys() })
  const renew = () => client.invalidateQueries({ queryKey: PASSKEYS_KEY })
  const add = useMutation({
    mutationFn: async () => {
      const optionsJSON = (await api.passkeyOptions()) as unknown as PublicKeyCredentialCreationOptionsJSON
      await api.addPasskey(label, { ...(await startRegistration({ optionsJSON })) })
    },
    onSuccess: () => {
      setLabel('')
      return renew()
    },
  })
  const remove = useMutation({ mutationFn: (id: string) => api.removePasskey(id), onSuccess: renew })
  const change = useMutation({
    mutationFn: () => api.setPassword(password),
    onSuccess: () => endSession(client),
  })
  const acts = [add, remove, change]
  const asked = acts.find(({ error }) => needsLoginAgain(error))
  const failure = acts.map(({ error }) => error).find((error) => error !== null && !needsLoginAgain(error))

  return (
    <div className="account-page">
      <SessionBanner expiresAt={session.expiresAt} now={now} onStay={refreshSession} />
      <header className="top-bar">
        <h1>
          <img src="/archway.svg" alt="" width="26" height="26" /> Archway <span>Your account</span>
        </h1>
        <span className="top-bar-user">{session.displayName}</span>
        <a className="button" href="/">
          Back
        </a>
      </header>
      <main className="account-main">
        {asked && <LoginAgain api={api} onDone={() => asked.reset()} />}
        <LoginFailure error={failure} />
        <section className="login-box" aria-label="Passkeys">
          <h2>Passkeys</h2>
          <p>A passkey of a device or a security key can take the place of the six digits at a sign-in.</p>
          {passkeys.error && <FailureNote error={passkeys.error} onRetry={() => void passkeys.refetch()} />}
          <ul className="account-passkeys">
            {passkeys.data?.passkeys.map((passkey) => (
              <li key={passkey.id}>
                <span>
                  {passkey.label}, since {new Date(passkey.addedAt).toISOString().slice(0, 10)}
                </span>
                <button type="button" className="button" onClick={() => remove.mutate(passkey.id)}>
                  Remove
                </button>
              </li>
            ))}
          </ul>
          <form
            className="account-form"
            onSubmit={(event) => {
              event.preventDefault()
              add.mutate()
            }}
          >
            <label>
              Name of the new passkey
              <input
                name="label"
                required
                maxLength={64}
                value={label}
                onChange={(event) => setLabel(event.target.value)}
              />
            </label>
            <button type="submit" className="button button-primary" disabled={add.isPending}>
              Add a passkey
            </button>
          </form>
        </section>
        <section className="login-box" aria-label="Password">
          <h2>Password</h2>
          <form
            className="account-form"
            onSubmit={(event) => {
              event.preventDefault()
              change.mutate()
            }}
          >
            <label>
              New password, at least 12 characters
              <input
                name="new-password"
                type="password"
                autoComplete="new-password"
                required
                minLength={12}
                maxLength={1024}
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            </label>
            <button type="submit" className="button" disabled={change.isPending}>
              Set it, and sign out everywhere
            </button>
          </form>
        </section>
      </main>
    </div>
  )
}
