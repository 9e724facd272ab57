import type { Role } from '@archway/shared/role'
import { generatePassword, hashPassword, passwordProblem } from '../people/passwords.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { columns, timeText } from './terminal.ts'

export interface NewUser {
  readonly name: string
  readonly display: string | null
  readonly roles: readonly Role[]
  /** Makes a password and prints it, once. */
  readonly generate: boolean
}

export async function addUser(user: NewUser, means: CommandMeans): Promise<number> {
  const { ledger, terminal, now, by, random } = means
  const password = user.generate ? generatePassword(random) : await askPassword(means)
  const problem = password === null ? 'the two passwords differ' : passwordProblem(password, user.name)
  if (password === null || problem) {
    terminal.err(`not added: ${problem}`)
    return REFUSED
  }
  const person = { name: user.name, displayName: user.display ?? user.name, roles: user.roles }
  if ((await ledger.addPerson(person, await hashPassword(password), now(), by)) === 'exists') {
    terminal.err(`not added: there is a user ${user.name} already`)
    return REFUSED
  }
  terminal.err(`added ${user.name} (${user.roles.join(', ')})`)
  if (user.generate) {
    terminal.err('The password, which is kept nowhere and shown only now:')
    terminal.out(password)
  }
  return DONE
}

async function askPassword({ terminal }: CommandMeans): Promise<string | null> {
  const once = await terminal.secret('Password: ')
  if (!process.stdin.isTTY) return once
  return (await terminal.secret('Again: ')) === once ? once : null
}

export async function listUsers({ ledger, terminal }: CommandMeans): Promise<number> {
  const rows = (await ledger.people()).map(({ name, displayName, roles, addedAt, lockedAt }) => [
    name,
    displayName,
    roles.join(','),
    timeText(addedAt),
    lockedAt === null ? '' : `locked since ${timeText(lockedAt)}`,
  ])
  for (const line of columns([['NAME', 'DISPLAY NAME', 'ROLES', 'ADDED', ''], ...rows])) terminal.out(line)
  return DONE
}

export async function unlockUser(name: string, { ledger, terminal, now, by }: CommandMeans): Promise<number> {
  if ((await ledger.unlockPerson(name, now(), by)) === 'unknown-person') {
    terminal.err(`there is no user ${name}`)
    return REFUSED
  }
  terminal.err(`${name} is unlocked, and signed out everywhere`)
  return DONE
}
