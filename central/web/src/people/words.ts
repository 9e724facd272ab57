import type { PersonDone, PersonFile, Standing } from '@archway/shared/api/people'
import type { Role } from '@archway/shared/role'
import type { z } from 'zod'
import { dayText } from '../session/dates.ts'

const DAY_MS = 86_400_000

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  officer: 'Officer',
  operator: 'RTCC operator',
  supervisor: 'Supervisor',
  'rtcc-commander': 'RTCC commander',
  'program-commander': 'Program commander',
  'it-administrator': 'IT administrator',
  auditor: 'Auditor',
}

export const rolesText = (roles: readonly Role[]): string =>
  roles.map((role) => ROLE_NAMES[role]).join(', ') || 'none'

const DONE: Readonly<Record<string, string>> = {
  granted: 'The role is granted.',
  revoked: 'The role is ended.',
  disabled: 'The account is disabled. Roles, sessions and second factors have ended.',
  enabled: 'The account can sign in again. It has no role and no second factor.',
  unlocked: 'The lock is released.',
  reset: 'The second factor is void. The next sign-in enrols another.',
  linked: 'The account is linked to the single sign-on.',
  unlinked: 'The link to the single sign-on has ended.',
  recorded: 'The training is recorded.',
  signed: 'The receipt is recorded.',
}
export const doneText = ({ done }: z.infer<typeof PersonDone>): string => DONE[done] ?? 'Done.'

/** What is known of the second factor of an account. */
export function factorText({ hasCode, passkeys }: Pick<Standing, 'hasCode' | 'passkeys'>): string {
  const parts = [
    ...(hasCode ? ['authenticator app'] : []),
    ...(passkeys > 0 ? [passkeys === 1 ? 'one passkey' : `${passkeys} passkeys`] : []),
  ]
  return parts.join(', ') || 'none enrolled'
}

/** What vouches for the password of an account, if anything but the account does. */
export const linkText = ({ sso: { label, subject } }: Pick<PersonFile, 'sso'>): string =>
  subject === null
    ? 'not linked'
    : `${subject}${label === null ? '; no sign-in of the kind is set up any more' : ''}`

export function trainingText({ trainedUntil }: Pick<Standing, 'trainedUntil'>, now: number): string {
  if (trainedUntil === null) return 'none on record'
  return trainedUntil <= now ? `ended ${dayText(trainedUntil)}` : `until ${dayText(trainedUntil)}`
}

/** Whole days since the account was last used, or was made, if it never was. */
const unusedFor = ({ lastLoginAt, addedAt }: Standing, now: number): number =>
  Math.floor((now - (lastLoginAt ?? addedAt)) / DAY_MS)

export function loginText(person: Standing, now: number): string {
  const days = unusedFor(person, now)
  const ago = days <= 0 ? 'today' : days === 1 ? 'a day ago' : `${days} days ago`
  return person.lastLoginAt === null ? 'never' : `${dayText(person.lastLoginAt)}, ${ago}`
}

/**
 * What about an account is for somebody to look into.
 * @param unusedDays after which an unused account is disabled; a third of it is worth a look
 */
export function openPoints(person: Standing, unusedDays: number, now: number): string[] {
  if (person.disabledAt !== null) return []
  const { trainedUntil } = person
  const unused = unusedFor(person, now)
  return [
    ...(person.lockedAt === null ? [] : ['locked']),
    ...(person.roles.length === 0 ? ['no role'] : []),
    ...(trainedUntil === null ? ['no training'] : trainedUntil <= now ? ['training ended'] : []),
    ...(person.hasOrder ? [] : ['no receipt']),
    ...(person.hasCode || person.passkeys > 0 ? [] : ['no second factor']),
    ...(person.passwordGiven ? ['password not their own yet'] : []),
    ...(unused * 3 >= unusedDays ? [`unused for ${unused} days`] : []),
  ]
}
