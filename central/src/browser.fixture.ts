import { LoginStep, LoginTerms } from '@archway/shared/api/login'
import { codeAt } from './people/people.fixture.ts'

/** A browser, as far as the API knows one. */
export interface Browser {
  readonly cookie: string
  readonly csrf: string
  get(path: string): Promise<Response>
  post(path: string, headers?: Record<string, string>): Promise<Response>
}

/** What people's authenticators hold, by server and name: the secret, and the last time step that was shown. */
const authenticators = new Map<string, { secret: string; step: number }>()

/**
 * The answer of a login that is done. The first time enrols; three times in a row a code can be had without
 * waiting.
 */
export async function finishLogin(url: string, user: string, password: string): Promise<Response> {
  const terms = LoginTerms.parse(await (await fetch(`${url}/api/login`)).json())
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${url}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-archway-csrf': 'login' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 200) throw new Error(`login: ${answer.status} ${await answer.text()}`)
    return { answer, step: LoginStep.parse(await answer.clone().json()) }
  }
  const { step } = await post('login', { user, password, banner: terms.digest })
  if (step.step !== 'enrol' && step.step !== 'factor') throw new Error(`login: stands at ${step.step}`)
  const key = `${url} ${user}`
  if (step.step === 'enrol') authenticators.set(key, { secret: step.secret, step: 0 })
  const done = await post('login/code', { ticket: step.ticket, code: await nextCode(key) })
  if (done.step.step !== 'done') throw new Error(`login: stands at ${done.step.step}`)
  return done.answer
}

/** Signs in as the page does. */
export async function signIn(url: string, user: string, password: string): Promise<Browser> {
  const answer = await finishLogin(url, user, password)
  const step = LoginStep.parse(await answer.json())
  if (step.step !== 'done') throw new Error(`login: stands at ${step.step}`)
  const { csrf } = step.session
  const cookie = (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
  return {
    cookie,
    csrf,
    get: (path) => fetch(url + path, { headers: { cookie } }),
    post: (path, headers = { 'x-archway-csrf': csrf }) =>
      fetch(url + path, { method: 'POST', headers: { cookie, ...headers } }),
  }
}

/** What the authenticator of somebody who signed in here shows next. */
export const shownCode = (url: string, user: string): Promise<string> => nextCode(`${url} ${user}`)

/** A code that was not shown before. The server takes one step of 30 s either way; beyond that time must pass. */
async function nextCode(key: string): Promise<string> {
  const held = authenticators.get(key)
  if (!held) throw new Error(`${key} enrolled elsewhere`)
  const now = () => Math.floor(Date.now() / 30_000)
  held.step = Math.max(held.step + 1, now() - 1)
  while (held.step > now() + 1) await new Promise((resolve) => setTimeout(resolve, 500))
  return codeAt(held.secret, held.step * 30_000)
}

/** Follows /api/events and keeps what comes. */
export async function follow(
  url: string,
  { cookie }: Browser,
): Promise<{ events: { name: string; data: unknown }[]; ended: Promise<void>; stop(): void }> {
  const abort = new AbortController()
  const answer = await fetch(`${url}/api/events`, { headers: { cookie }, signal: abort.signal })
  if (answer.status !== 200 || !answer.body) throw new Error(`events: ${answer.status}`)
  const events: { name: string; data: unknown }[] = []
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  const ended = (async () => {
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const parts = (rest + value).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        const found = /^event: (\w+)\ndata: (.*)$/s.exec(part)
        if (found) events.push({ name: found[1] ?? '', data: JSON.parse(found[2] ?? '') })
      }
    }
  })().catch(() => {})
  return { events, ended, stop: () => abort.abort() }
}
