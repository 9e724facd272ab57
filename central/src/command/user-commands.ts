import type { Role } from '@archway/shared/role'
import { generatePassword, hashPassword, passwordProblem } from '../people/passwords.ts'
import { subjectKey } from '../people/sso.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { columns, timeText } from './terminal.ts'

export interface NewUser {
  readonly name: string
  readonly display: string | null
  /** The department's serial number. */
  readonly badge: string
  readonly roles: readonly Role[]
  /** Makes a password and prints it, once. */
  readonly generate: boolean
}

export async function addUser(user: NewUser, means: CommandMeans): Promise<number> {
  const { ledger, terminal, now, by } = means
  const password = await choosePassword(user.name, user.generate, means)
  if (password === null) return REFUSED
  const { name, badge, roles } = user
  const person = { name, badge, roles, displayName: user.display ?? name }
  const outcome = await ledger.addPerson(person, await hashPassword(password), now(), by)
  if (outcome !== 'added') {
    terminal.err(
      outcome === 'exists'
        ? `not added: there is a user ${name} already`
        : `not added: ${badge} is the number of another account, and nobody has two`,
    )
    return REFUSED
  }
  terminal.err(
    `added ${name} (${roles.join(', ')}); the first login enrols the second factor and asks for another password`,
  )
  showPassword(user.generate, password, means)
  return DONE
}

export async function setPassword(
  name: string,
  { generate, reason }: { readonly generate: boolean; readonly reason: string | null },
  means: CommandMeans,
): Promise<number> {
  const { ledger, terminal, now, by } = means
  const password = await choosePassword(name, generate, means)
  if (password === null) return REFUSED
  const outcome = await ledger.setPassword(name, await hashPassword(password), now(), by, reason)
  if (outcome === 'unknown-person') return nobody(name, means)
  terminal.err(
    `${name} has a new password, is signed out everywhere, and is asked for another at the next login`,
  )
  showPassword(generate, password, means)
  return DONE
}

async function choosePassword(name: string, generate: boolean, means: CommandMeans): Promise<string | null> {
  const password = generate ? generatePassword(means.random) : await askPassword(means)
  const problem = password === null ? 'the two passwords differ' : passwordProblem(password, name)
  if (problem) means.terminal.err(`not done: ${problem}`)
  return problem ? null : password
}

function showPassword(generated: boolean, password: string, { terminal }: CommandMeans): void {
  if (!generated) return
  terminal.err('The password, which is kept nowhere and shown only now:')
  terminal.out(password)
}

async function askPassword({ terminal }: CommandMeans): Promise<string | null> {
  const once = await terminal.secret('Password: ')
  if (!process.stdin.isTTY) return once
  return (await terminal.secret('Again: ')) === once ? once : null
}

export async function listUsers({ ledger, terminal }: CommandMeans): Promise<number> {
  const rows = (await ledger.people()).map((person) => [
    person.name,
    person.badge ?? '-',
    person.displayName,
    person.roles.join(',') || '-',
    timeText(person.addedAt),
    timeText(person.lastLoginAt),
    person.disabledAt !== null
      ? `disabled since ${timeText(person.disabledAt)}`
      : person.lockedAt !== null
        ? `locked since ${timeText(person.lockedAt)}`
        : person.passwordGiven
          ? 'password given'
          : '',
  ])
  const head = ['NAME', 'NUMBER', 'DISPLAY NAME', 'ROLES', 'ADDED', 'LAST LOGIN', '']
  for (const line of columns([head, ...rows])) terminal.out(line)
  return DONE
}

/** Who there was at a time, and what they could do then (promise 24). */
export async function showRoster(at: number, { ledger, terminal }: CommandMeans): Promise<number> {
  const rows = (await ledger.roster(at)).map(({ name, badge, displayName, roles, disabled }) => [
    name,
    badge ?? '-',
    displayName,
    roles.join(',') || '-',
    disabled ? 'disabled' : '',
  ])
  terminal.err(`as of ${timeText(at)}`)
  for (const line of columns([['NAME', 'NUMBER', 'DISPLAY NAME', 'ROLES', ''], ...rows])) terminal.out(line)
  return DONE
}

export async function grantRole(name: string, role: Role, means: CommandMeans): Promise<number> {
  const { ledger, now, by } = means
  const outcome = await ledger.grantRole(name, role, now(), by)
  const said = {
    granted: `${name} is now ${role}`,
    held: `${name} is ${role} already`,
    'unknown-person': `there is no user ${name}`,
    disabled: `${name} is disabled: enable the account first`,
    self: 'nobody grants anything to themselves',
  }
  return say(outcome === 'granted', said[outcome], means)
}

export async function revokeRole(name: string, role: Role, means: CommandMeans): Promise<number> {
  const { ledger, now, by } = means
  const outcome = await ledger.revokeRole(name, role, now(), by)
  const said = {
    revoked: `${name} is no longer ${role}`,
    'not-held': `${name} is not ${role}`,
    'unknown-person': `there is no user ${name}`,
  }
  return say(outcome === 'revoked', said[outcome], means)
}

export async function disableUser(name: string, reason: string, means: CommandMeans): Promise<number> {
  const { ledger, now, by } = means
  const outcome = await ledger.disablePerson(name, reason, now(), by)
  const said = {
    disabled: `${name} is disabled: signed out everywhere, without roles and without second factor`,
    'already-disabled': `${name} is disabled already`,
    'unknown-person': `there is no user ${name}`,
  }
  return say(outcome === 'disabled', said[outcome], means)
}

export async function enableUser(name: string, means: CommandMeans): Promise<number> {
  const { ledger, now, by } = means
  const outcome = await ledger.enablePerson(name, now(), by)
  const said = {
    enabled: `${name} may sign in again; the first login enrols a second factor, and roles must be granted anew`,
    'not-disabled': `${name} is not disabled`,
    'unknown-person': `there is no user ${name}`,
  }
  return say(outcome === 'enabled', said[outcome], means)
}

export async function unlockUser(name: string, means: CommandMeans): Promise<number> {
  const { ledger, now, by } = means
  if ((await ledger.unlockPerson(name, now(), by)) === 'unknown-person') return nobody(name, means)
  return say(true, `${name} is unlocked, and signed out everywhere`, means)
}

export async function resetFactor(name: string, means: CommandMeans): Promise<number> {
  const { ledger, now, by } = means
  if ((await ledger.resetFactors(name, now(), by)) === 'unknown-person') return nobody(name, means)
  return say(true, `${name} has no second factor and is signed out; the next login enrols one`, means)
}

export async function linkUser(
  name: string,
  { subject, reason }: { readonly subject: string | null; readonly reason: string | null },
  means: CommandMeans,
): Promise<number> {
  const { config, ledger, now, by } = means
  if (subject !== null && !config.sso) return say(false, 'there is no "sso" in the configuration', means)
  const key = subject === null || !config.sso ? null : subjectKey(config.sso.issuer, subject)
  const outcome = await ledger.linkSubject(name, key, now(), by, reason)
  const said = {
    linked: subject === null ? `${name} is not linked any more` : `${name} may use the single sign-on`,
    taken: 'that subject is linked to another account',
    'unknown-person': `there is no user ${name}`,
  }
  return say(outcome === 'linked', said[outcome], means)
}

function say(done: boolean, text: string, { terminal }: CommandMeans): number {
  terminal.err(text)
  return done ? DONE : REFUSED
}

const nobody = (name: string, means: CommandMeans) => say(false, `there is no user ${name}`, means)
