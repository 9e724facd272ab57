import { AlertPage, AlertView, Session, Summary, UnitList } from '@archway/shared/api'
import { LoginStep, LoginTerms } from '@archway/shared/api/login'
import type { DisposeRequest, OpenRequest, VerifyRequest } from '@archway/shared/api/verify'
import type { z } from 'zod'
import { readAnswer, refuseFailure } from './answer.ts'
import { ApiFailure } from './failure.ts'

/** How many alerts one page of the list holds. */
const PAGE = 50

export type Fetch = (path: string, init?: RequestInit) => Promise<Response>

/** What a person does with an alert after acknowledging it. */
export type AlertAct =
  | { readonly kind: 'verify'; readonly body: z.input<typeof VerifyRequest> }
  | { readonly kind: 'open'; readonly body: z.input<typeof OpenRequest> }
  | { readonly kind: 'dispose'; readonly body: z.input<typeof DisposeRequest> }

export interface Api {
  session(): Promise<Session>
  terms(): Promise<LoginTerms>
  /** @param banner the digest of the terms that were shown */
  login(user: string, password: string, banner: string): Promise<LoginStep>
  /** Where the login of a ticket stands. */
  loginStep(ticket: string): Promise<LoginStep>
  loginCode(ticket: string, code: string): Promise<LoginStep>
  loginPasskey(ticket: string, response: Record<string, unknown>): Promise<LoginStep>
  /** A password of one's own for the one that was given. */
  loginPassword(ticket: string, password: string): Promise<LoginStep>
  loginReceipt(
    ticket: string,
    signed: { number: string; version: string; signature: string },
  ): Promise<LoginStep>
  logout(csrf: string): Promise<void>
  /** One page, newest first; `raised` only the ones that nobody has acknowledged. */
  alerts(which: 'raised' | 'all', before: string | null): Promise<AlertPage>
  units(): Promise<z.infer<typeof UnitList>>
  summary(): Promise<Summary>
  /** The alert as it then is: whoever came first stands. */
  acknowledge(id: string, csrf: string): Promise<AlertView>
  /** The alert as it then is for this person. */
  actOnAlert(id: string, act: AlertAct, csrf: string): Promise<AlertView>
  /** Says which alerts stand on this screen. */
  receipts(alerts: readonly string[], csrf: string): Promise<void>
}

export function createApi(fetch: Fetch): Api {
  const ask = async (path: string, init?: RequestInit): Promise<Response> => {
    try {
      return await fetch(path, { headers: { accept: 'application/json' }, ...init })
    } catch (cause) {
      throw new ApiFailure(
        'unreachable',
        'The server does not answer.',
        'Check the network of this workstation. The page tries again by itself.',
        { cause },
      )
    }
  }
  const post = (path: string, csrf: string, body?: unknown) =>
    ask(path, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'x-archway-csrf': csrf,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  // There is no session yet to take a token from; the header alone keeps plain foreign forms out.
  const signIn = async (path: string, body: unknown) =>
    readAnswer(await post(path, 'login', body), LoginStep, 'a step of a sign-in')

  return {
    session: async () => readAnswer(await ask('/api/session'), Session, 'a session'),
    terms: async () => readAnswer(await ask('/api/login'), LoginTerms, 'the terms of use'),
    login: (user, password, banner) => signIn('/api/login', { user, password, banner }),
    loginStep: (ticket) => signIn('/api/login/step', { ticket }),
    loginCode: (ticket, code) => signIn('/api/login/code', { ticket, code }),
    loginPasskey: (ticket, response) => signIn('/api/login/passkey', { ticket, response }),
    loginPassword: (ticket, password) => signIn('/api/login/password', { ticket, password }),
    loginReceipt: (ticket, signed) => signIn('/api/login/receipt', { ticket, ...signed }),
    logout: async (csrf) => refuseFailure(await post('/api/logout', csrf)),
    alerts: async (which, before) => {
      const query = new URLSearchParams({ limit: String(PAGE) })
      if (which === 'raised') query.set('state', 'raised')
      if (before !== null) query.set('before', before)
      return readAnswer(await ask(`/api/alerts?${query}`), AlertPage, 'a list of alerts')
    },
    units: async () => readAnswer(await ask('/api/units'), UnitList, 'a list of units'),
    summary: async () => readAnswer(await ask('/api/summary'), Summary, 'a summary'),
    actOnAlert: async (id, { kind, body }, csrf) =>
      readAnswer(await post(`/api/alerts/${id}/${kind}`, csrf, body), AlertView, 'an alert'),
    receipts: async (alerts, csrf) => refuseFailure(await post('/api/receipts', csrf, { alerts })),
    acknowledge: async (id, csrf) =>
      readAnswer(await post(`/api/alerts/${id}/acknowledge`, csrf), AlertView, 'an acknowledged alert'),
  }
}

export const imageUrl = (id: string): string => `/api/images/${id}`
