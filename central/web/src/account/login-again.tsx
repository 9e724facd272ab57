import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CodeField, LoginFailure } from '../session/login-frame.tsx'
import { SESSION_KEY } from '../session/session.ts'
import type { AccountApi } from './account-api.ts'

/** Before something privileged: whoever sits here proves once more who they are. */
export function LoginAgain({ api, onDone }: { api: AccountApi; onDone: () => void }) {
  const client = useQueryClient()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const prove = useMutation({
    mutationFn: async (by: 'code' | 'passkey') => {
      if (by === 'code') return api.proveAgain({ password, code })
      const optionsJSON = (await api.challenge()) as PublicKeyCredentialRequestOptionsJSON | null
      if (!optionsJSON) throw new Error('You have no passkey that can be used here; use a code.')
      return api.proveAgain({ password, passkey: { ...(await startAuthentication({ optionsJSON })) } })
    },
    onSuccess: (session) => {
      client.setQueryData(SESSION_KEY, session)
      onDone()
    },
    onError: () => setCode(''),
  })
  return (
    <form
      className="login-box"
      onSubmit={(event) => {
        event.preventDefault()
        prove.mutate('code')
      }}
    >
      <h2>Password and second factor once more</h2>
      <p>What you are about to do is privileged. For some minutes after this you are not asked again.</p>
      <label>
        Password
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={1024}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      <CodeField value={code} onChange={setCode} />
      <LoginFailure error={prove.error} />
      <button type="submit" className="button button-primary" disabled={prove.isPending}>
        Confirm
      </button>
      <button
        type="button"
        className="button"
        disabled={prove.isPending || password === ''}
        onClick={() => prove.mutate('passkey')}
      >
        Use a passkey instead of a code
      </button>
    </form>
  )
}
