import type { LoginStep } from '@archway/shared/api/login'
import type { RandomBytes } from '@archway/shared/id'
import type { Policy } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import { sha256 } from '@archway/shared/signing'
import type { SessionPlace } from '../ledger/login-ledger.ts'
import type { PeopleLedger } from '../ledger/people-ledger.ts'
import type { Person } from '../ledger/person-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import { clearanceOf } from './clearance.ts'
import { enrolment } from './codes.ts'
import type { Factors } from './factors.ts'
import { loginTickets, type Pending, type Waiting } from './login-tickets.ts'
import type { Site } from './passkeys.ts'
import type { PasswordGate } from './password-gate.ts'
import { hashPassword, LEAST_LENGTH, passwordProblem } from './passwords.ts'
import { lockRule, newToken, type Sessions } from './sessions.ts'

export type LoginRefusal =
  | { readonly why: 'refused' | 'locked' | 'busy' | 'banner' | 'ticket' | 'wrong-factor' | 'receipt' }
  | { readonly why: 'disabled' }
  /** `detail` says to the person what is missing, or what is wrong with the password. */
  | { readonly why: 'untrained' | 'password'; readonly detail: string }

/** The next step; with `token` for the cookie when it is the last. */
export type LoginAnswer = Result<{ readonly step: LoginStep; readonly token: string | null }, LoginRefusal>

/** From where somebody signs in. */
export type LoginPlace = SessionPlace & Site

export interface Login {
  /** @param banner the digest of the banner that was accepted */
  begin(user: string, password: string, banner: string, place: LoginPlace): Promise<LoginAnswer>
  /** The single sign-on vouches for the person; their second factor is asked for all the same. */
  beginVouched(person: Person, banner: string, place: LoginPlace): Promise<LoginAnswer>
  /** Where the login of this ticket stands. */
  step(ticket: string, place: LoginPlace): Promise<LoginAnswer>
  code(ticket: string, code: string, place: LoginPlace): Promise<LoginAnswer>
  passkey(ticket: string, response: Record<string, unknown>, place: LoginPlace): Promise<LoginAnswer>
  /** Changes the password that was given for one of the person's own. */
  password(ticket: string, password: string, place: LoginPlace): Promise<LoginAnswer>
  receipt(
    ticket: string,
    signed: { number: string; version: string; signature: string },
    place: LoginPlace,
  ): Promise<LoginAnswer>
}

/** The banner that must be accepted, and the digest by which a login says that it was. */
export const bannerOf = ({ login }: Policy): { banner: string; digest: string } => ({
  banner: login.banner,
  digest: sha256(login.banner),
})

export interface LoginMeans {
  readonly ledger: PeopleLedger & Pick<UseLog, 'logUse'>
  readonly gate: PasswordGate
  readonly factors: Factors
  readonly sessions: Sessions
  readonly policy: () => Policy
  readonly now: () => number
  readonly random: RandomBytes
}

/**
 * Password (or the department's sign-in), then the second factor, then training, a password of one's own, and receipt.
 * Every failure of a name counts towards its lock, whichever factor failed.
 */
export function createLogin(means: LoginMeans): Login {
  const { ledger, gate, factors, sessions, now, random } = means
  const tickets = loginTickets(now)

  const failed = async (
    name: string,
    detail: string,
    why: 'refused' | 'wrong-factor',
  ): Promise<LoginAnswer> => {
    const { locked } = await ledger.loginFailed(name, now(), lockRule(means.policy().login), detail)
    return fail({ why: locked ? 'locked' : why })
  }
  const refuse = async (name: string, refusal: LoginRefusal): Promise<LoginAnswer> => {
    await ledger.logUse({
      at: now(),
      who: name,
      action: 'login',
      outcome: 'failure',
      subject: null,
      detail: refusal.why,
    })
    return fail(refusal)
  }
  const wait = (ticket: string, pending: Pending): LoginAnswer => {
    tickets.keep(ticket, pending)
    return ok({ step: shown(ticket, pending, means.policy()), token: null })
  }

  const askFactor = async (person: Person, isVouched: boolean, place: LoginPlace): Promise<LoginAnswer> => {
    if (person.disabledAt !== null) return refuse(person.name, { why: 'disabled' })
    const offer = await factors.offer(person.name, place)
    const waiting: Waiting = offer
      ? { step: 'factor', ...offer }
      : { step: 'enrol', secret: factors.newSecret() }
    return wait(newToken(random), { person, isVouched, agent: place.agent, waiting })
  }

  /** Since this login began the account was locked or disabled. */
  const barred = (name: string, lockedAt: number | null) =>
    refuse(name, { why: lockedAt === null ? 'disabled' : 'locked' })

  /** Both factors were right. What else a login needs, and then the session. */
  const proven = async (
    ticket: string,
    pending: Pending,
    factor: string,
    place: LoginPlace,
  ): Promise<LoginAnswer> => {
    const { name } = pending.person
    const { lockedAt, known } = await ledger.credentials(name)
    tickets.end(ticket)
    if (lockedAt !== null || !known || known.person.disabledAt !== null) return barred(name, lockedAt)
    const clearance = await clearanceOf(ledger, name, means.policy(), now())
    if (clearance.training !== null) return refuse(name, { why: 'untrained', detail: clearance.training })
    const wanting =
      known.person.passwordGiven && !pending.isVouched ? 'password' : clearance.receipt ? null : 'receipt'
    if (wanting) return wait(ticket, { ...pending, person: known.person, waiting: { step: wanting, factor } })
    const { address, agent } = place
    const { token, session, elsewhere } = await sessions.open(known.person, { address, agent }, factor)
    return ok({ step: { step: 'done', session, elsewhere }, token })
  }

  return {
    async begin(user, password, banner, place) {
      if (banner !== bannerOf(means.policy()).digest) return fail({ why: 'banner' })
      const { lockedAt, known } = await ledger.credentials(user)
      const right = await gate.check(known?.password ?? null, password)
      if (right === null) return fail({ why: 'busy' })
      if (lockedAt !== null || !right || !known) {
        const answer = await failed(user, 'password', 'refused')
        return lockedAt === null ? answer : fail({ why: 'locked' })
      }
      return askFactor(known.person, false, place)
    },
    async beginVouched(person, banner, place) {
      if (banner !== bannerOf(means.policy()).digest) return fail({ why: 'banner' })
      return person.lockedAt === null
        ? askFactor(person, true, place)
        : refuse(person.name, { why: 'locked' })
    },
    async step(ticket, place) {
      const pending = tickets.find(ticket, place.agent)
      if (!pending) return fail({ why: 'ticket' })
      return ok({ step: shown(ticket, pending, means.policy()), token: null })
    },
    async code(ticket, code, place) {
      const pending = tickets.find(ticket, place.agent)
      if (!pending) return fail({ why: 'ticket' })
      const { person, waiting } = pending
      if (waiting.step === 'enrol') {
        const enrolled = await factors.enrol(person.name, waiting.secret, code)
        if (!enrolled.ok) return failed(person.name, `code: ${enrolled.error}`, 'wrong-factor')
        return proven(ticket, pending, 'code, enrolled', place)
      }
      if (waiting.step !== 'factor') return fail({ why: 'ticket' })
      const right = await factors.check(person.name, { kind: 'code', code }, place)
      return right ? proven(ticket, pending, 'code', place) : failed(person.name, 'code', 'wrong-factor')
    },
    async passkey(ticket, response, place) {
      const pending = tickets.find(ticket, place.agent)
      if (pending?.waiting.step !== 'factor' || pending.waiting.challenge === null)
        return fail({ why: 'ticket' })
      const { person, waiting } = pending
      const { challenge } = waiting
      // A challenge is answered once, rightly or not.
      tickets.change(ticket, { ...pending, waiting: { ...waiting, passkey: null, challenge: null } })
      const right =
        challenge !== null &&
        (await factors.check(person.name, { kind: 'passkey', response, challenge }, place))
      return right
        ? proven(ticket, pending, 'passkey', place)
        : failed(person.name, 'passkey', 'wrong-factor')
    },
    async password(ticket, password, place) {
      const pending = tickets.find(ticket, place.agent)
      if (pending?.waiting.step !== 'password') return fail({ why: 'ticket' })
      const { name } = pending.person
      const problem = passwordProblem(password, name)
      if (problem) return fail({ why: 'password', detail: problem })
      const { lockedAt, known } = await ledger.credentials(name)
      if (lockedAt !== null || !known || known.person.disabledAt !== null) return barred(name, lockedAt)
      const isSame = await gate.check(known.password, password)
      if (isSame === null) return fail({ why: 'busy' })
      if (isSame) return fail({ why: 'password', detail: 'it is the one that you were given' })
      await ledger.setPassword(name, await hashPassword(password), now(), name)
      return proven(ticket, pending, pending.waiting.factor, place)
    },
    async receipt(ticket, signed, place) {
      const pending = tickets.find(ticket, place.agent)
      if (pending?.waiting.step !== 'receipt') return fail({ why: 'ticket' })
      const { person, waiting } = pending
      const { number, version, sha256 } = means.policy().specialOrder
      const isRight =
        signed.number === number &&
        signed.version === version &&
        sameName(signed.signature, person.displayName)
      if (!isRight) return fail({ why: 'receipt' })
      const receipt = { person: person.name, number, version, sha256, signature: signed.signature }
      await ledger.signReceipt(receipt, now(), person.name)
      return proven(ticket, pending, waiting.factor, place)
    },
  }
}

function shown(ticket: string, { person, waiting }: Pending, policy: Policy): LoginStep {
  switch (waiting.step) {
    case 'factor':
      return { step: 'factor', ticket, code: waiting.code, passkey: waiting.passkey }
    case 'enrol':
      return { step: 'enrol', ticket, ...enrolment(person.name, waiting.secret) }
    case 'password':
      return { step: 'password', ticket, least: LEAST_LENGTH }
    case 'receipt':
      return { step: 'receipt', ticket, order: policy.specialOrder, signAs: person.displayName }
  }
}

const sameName = (a: string, b: string) => plainName(a) === plainName(b)
const plainName = (name: string) => name.trim().replace(/\s+/g, ' ').toLowerCase()
