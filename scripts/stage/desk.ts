import { randomBytes } from 'node:crypto'
import { AlertPage, AlertView, type Session, Summary, UnitList } from '@archway/shared/api'
import { LoginStep, LoginTerms } from '@archway/shared/api/login'
import type { z } from 'zod'
import type { Authenticator } from './authenticator.ts'

/** An operator at the API, as the page is one. */
export interface Desk {
  readonly cookie: string
  summary(): Promise<Summary>
  alerts(): Promise<AlertPage['alerts']>
  units(): Promise<z.infer<typeof UnitList>['units']>
  acknowledge(id: string): Promise<number>
  /**
   * The plate of an alert's entry. Nobody looks at the images of a demonstration, so the alert is acknowledged and
   * dismissed as not actionable, after which its entry is released.
   */
  plateOf(id: string): Promise<string>
  /** Signs out. */
  leave(): Promise<void>
}

/** Who signs in, with what. */
export interface Operator {
  readonly user: string
  /** The one that was given; from the first sign-in on, one of their own. */
  password: string
  readonly authenticator: Authenticator
}

export async function logIn(url: string, operator: Operator): Promise<Desk> {
  const { session, cookie } = await signIn(url, operator)
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const answer = await fetch(`${url}${path}`, { headers: { cookie } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return schema.parse(await answer.json())
  }
  const post = (path: string, body?: object) =>
    fetch(`${url}/api/alerts/${path}`, {
      method: 'POST',
      headers: {
        cookie,
        origin: url,
        'x-archway-csrf': session.csrf,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
  return {
    cookie,
    summary: () => get('/api/summary', Summary),
    units: async () => (await get('/api/units', UnitList)).units,
    async alerts() {
      const all: AlertPage['alerts'] = []
      let next: string | null = ''
      while (next !== null) {
        const page: AlertPage = await get(`/api/alerts?limit=100${next && `&before=${next}`}`, AlertPage)
        all.push(...page.alerts)
        next = page.next
      }
      return all
    },
    async leave() {
      const headers = { cookie, origin: url, 'x-archway-csrf': session.csrf }
      const answer = await fetch(`${url}/api/logout`, { method: 'POST', headers })
      if (!answer.ok) throw new Error(`logout refused: ${answer.status}`)
    },
    acknowledge: async (id) => (await post(`${id}/acknowledge`)).status,
    async plateOf(id) {
      const view = await get(`/api/alerts/${id}`, AlertView)
      if (!view.sealed) return view.entry.plate
      await post(`${id}/acknowledge`)
      const said = { disposition: 'not-actionable', note: 'demonstration: nobody looks' }
      const answer = await post(`${id}/dispose`, said)
      if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`)
      const open = AlertView.parse(await answer.json())
      if (open.sealed) throw new Error(`${id} stays sealed`)
      return open.entry.plate
    },
  }
}

/** Password, then a code; the first time the authenticator scans its key, and the password is changed. */
async function signIn(url: string, operator: Operator): Promise<{ session: Session; cookie: string }> {
  const { user, password, authenticator } = operator
  const { digest } = LoginTerms.parse(await (await fetch(`${url}/api/login`)).json())
  const post = async (path: string, body: object) => {
    const reply = await fetch(`${url}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(body),
    })
    if (!reply.ok) throw new Error(`login refused: ${reply.status} ${await reply.text()}`)
    return { step: LoginStep.parse(await reply.json()), cookies: reply.headers.getSetCookie() }
  }
  const { step } = await post('login', { user, password, banner: digest })
  if (step.step === 'enrol') authenticator.scan(step.secret)
  else if (step.step !== 'factor') throw new Error(`the login stands at ${step.step}`)
  const code = await authenticator.nextCode()
  let done = await post('login/code', { ticket: step.ticket, code })
  if (done.step.step === 'password') {
    const own = randomBytes(12).toString('base64url')
    done = await post('login/password', { ticket: done.step.ticket, password: own })
    operator.password = own
  }
  if (done.step.step !== 'done') throw new Error(`the login stands at ${done.step.step}`)
  const cookie = done.cookies.map((line) => line.split(';')[0]).join('; ')
  return { session: done.step.session, cookie }
}
