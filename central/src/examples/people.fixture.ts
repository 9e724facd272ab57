import type { LoginStep, LoginTerms, PasskeyOptions } from '@archway/shared/api/login'
import type { PolicyVersions } from '@archway/shared/api/policy'
import type { z } from 'zod'
import { type Browser, signIn } from '../browser.fixture.ts'
import { type SoftPasskey, softPasskey } from '../people/passkey.fixture.ts'
import { codeAt } from '../people/people.fixture.ts'
import type { Ask, Examples, Means, Numbered } from './example.fixture.ts'

type Step<S extends LoginStep['step']> = Extract<LoginStep, { step: S }>
interface Named {
  readonly name: string
}

type Lacks = Parameters<Means['person']>[0]

async function credentials({ answer, person }: Means, lacks?: Lacks) {
  const { digest } = await answer<LoginTerms>('GET /login', { as: null })
  const { name, password } = await person(lacks)
  return { user: name, password, banner: digest }
}
/** A login of somebody new, who must enrol a factor. */
async function begun(means: Means, lacks?: Lacks) {
  const login = await credentials(means, lacks)
  const { ticket, secret } = await means.answer<Step<'enrol'>>('POST /login', { as: null, body: login })
  return { login, ticket, secret }
}
async function someone({
  person,
  url,
}: Means): Promise<Browser & { readonly password: string; user: string }> {
  const { name, password } = await person()
  return { ...(await signIn(url, name, password)), user: name, password }
}
/** Somebody signed in who has a passkey. */
async function withPasskey(
  means: Means,
): Promise<Awaited<ReturnType<typeof someone>> & { key: SoftPasskey }> {
  const browser = await someone(means)
  const key = softPasskey(means.url)
  await enrolled(means, browser, key)
  return { ...browser, key }
}
async function made({ answer }: Means, as: Browser, key: SoftPasskey): Promise<Ask> {
  const { options } = await answer<z.infer<typeof PasskeyOptions>>('POST /passkeys/options', { as, body: {} })
  return { as, body: { label: 'desk 4', response: key.make(options) } }
}
async function enrolled(means: Means, as: Browser, key: SoftPasskey): Promise<void> {
  await means.answer('POST /passkeys', await made(means, as, key))
}
/** Somebody who has an account and does nothing. */
const account = ({ again }: Means) => again<Named>('POST /people')

/** Signing in, one's own account, people and their offices, the policy. */
export const PEOPLE: Examples = {
  'GET /login': () => ({ as: null }),
  'POST /login': async (means) => ({ as: null, body: await credentials(means) }),
  'POST /login/step': async (means) => ({ as: null, body: { ticket: (await begun(means)).ticket } }),
  'POST /login/code': async (means) => {
    const { ticket, secret } = await begun(means)
    return { as: null, body: { ticket, code: codeAt(secret, Date.now()) } }
  },
  'POST /login/passkey': async (means) => {
    const { user, password, key } = await withPasskey(means)
    const { digest } = await means.answer<LoginTerms>('GET /login', { as: null })
    const body = { user, password, banner: digest }
    const { ticket, passkey } = await means.answer<Step<'factor'>>('POST /login', { as: null, body })
    return { as: null, body: { ticket, response: key.show(passkey ?? {}) } }
  },
  'POST /login/password': async (means) => {
    const { ticket, secret } = await begun(means, 'password')
    const body = { ticket, code: codeAt(secret, Date.now()) }
    const step = await means.answer<Step<'password'>>('POST /login/code', { as: null, body })
    return { as: null, body: { ticket: step.ticket, password: 'quiet river of stones' } }
  },
  'POST /login/receipt': async (means) => {
    const { ticket, secret } = await begun(means, 'receipt')
    const body = { ticket, code: codeAt(secret, Date.now()) }
    const step = await means.answer<Step<'receipt'>>('POST /login/code', { as: null, body })
    const { number, version } = step.order
    return { as: null, body: { ticket: step.ticket, number, version, signature: step.signAs } }
  },
  'POST /session/challenge': async (means) => ({ as: await withPasskey(means) }),
  'POST /session/fresh': async (means) => {
    const { key, password, ...as } = await withPasskey(means)
    const challenge = await means.answer<{ passkey: Record<string, unknown> }>('POST /session/challenge', {
      as,
    })
    return { as, body: { password, passkey: key.show(challenge.passkey) } }
  },
  'POST /logout': async (means) => ({ as: await someone(means) }),
  'POST /password': async (means) => ({
    as: await someone(means),
    body: { password: 'seven wet boats sail home' },
  }),
  'POST /passkeys/options': async (means) => ({ as: await someone(means), body: {} }),
  'POST /passkeys': async (means) => made(means, await someone(means), softPasskey(means.url)),
  'POST /passkeys/{id}/remove': async (means) => {
    const as = await withPasskey(means)
    const { passkeys } = await means.answer<{ passkeys: { id: string }[] }>('GET /passkeys', { as })
    return { as, parts: [passkeys[0]?.id ?? ''], body: {} }
  },

  'POST /people': ({ count }) => ({
    body: { name: `n${count()}`, displayName: 'New Person', badge: `N-${count()}`, roles: ['operator'] },
  }),
  'POST /people/{name}/grant': async (means) => ({
    parts: [(await account(means)).name],
    body: { role: 'supervisor' },
  }),
  'POST /people/{name}/revoke': async (means) => ({
    parts: [(await account(means)).name],
    body: { role: 'operator' },
  }),
  'POST /people/{name}/disable': async (means) => ({
    parts: [(await account(means)).name],
    body: { reason: 'left the department' },
  }),
  'POST /people/{name}/enable': async ({ again }) => ({
    parts: [(await again<Named>('POST /people/{name}/disable')).name],
    body: {},
  }),
  'POST /people/{name}/unlock': async (means) => ({ parts: [(await account(means)).name], body: {} }),
  'POST /people/{name}/reset-factor': async (means) => ({ parts: [(await account(means)).name], body: {} }),
  'POST /people/{name}/password': async (means) => ({
    parts: [(await account(means)).name],
    body: { reason: 'forgot it, seen in person' },
  }),
  // No provider is set up: what can be asked for is that a link ends.
  'POST /people/{name}/link': async (means) => ({
    parts: [(await account(means)).name],
    body: { subject: null, reason: 'the provider is gone' },
  }),
  'POST /people/{name}/training': async (means) => ({
    parts: [(await account(means)).name],
    body: { course: 'ALPR', trainer: 'Sgt. Hill', takenAt: Date.now() - 1000 },
  }),
  'POST /people/{name}/receipt': async (means) => ({
    parts: [(await account(means)).name],
    body: { signature: 'New Person' },
  }),
  'GET /people/{name}/file': async ({ person }) => ({ parts: [(await person()).name] }),
  'GET /people/{name}/clearance': async ({ person }) => ({ parts: [(await person()).name] }),
  // One account in use at two addresses at the same time.
  'POST /people/notices/{n}/seen': async (means) => {
    const { user, password, key } = await withPasskey(means)
    const { digest } = await means.answer<LoginTerms>('GET /login', { as: null })
    const elsewhere = { as: null, headers: { 'x-forwarded-for': '203.0.113.7' } }
    const login = { ...elsewhere, body: { user, password, banner: digest } }
    const { ticket, passkey } = await means.answer<Step<'factor'>>('POST /login', login)
    const body = { ticket, response: key.show(passkey ?? {}) }
    await means.answer('POST /login/passkey', { ...elsewhere, body })
    const { notices } = await means.answer<{ notices: Numbered[] }>('GET /people/notices', {})
    return { parts: [notices[0]?.n ?? 0] }
  },
  'POST /people/reviews': () => ({ body: {} }),
  'POST /people/reviews/{n}/decide': async ({ first }) => ({
    parts: [(await first<Numbered>('POST /people/reviews')).n],
    body: { person: 'lee', decision: 'keep' },
  }),

  'POST /policies': async ({ answer, count }) => {
    const { versions } = await answer<PolicyVersions>('GET /policies', {})
    const policy = versions.find(({ inForce }) => inForce)?.policy
    if (!policy) throw new Error('no policy is in force')
    const n = count()
    const search = { ...policy.search, broadWindowHours: policy.search.broadWindowHours + n }
    return {
      body: { policy: { ...policy, version: `example-${n}`, search }, reason: 'what is broad is broader' },
    }
  },
  'POST /policies/{n}/approve': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Numbered>('POST /policies')).n],
    body: { note: 'what is broad is known by now' },
  }),
  'POST /policies/{n}/refuse': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Numbered>('POST /policies')).n],
    body: { note: 'what is broad is known by now' },
  }),
}
