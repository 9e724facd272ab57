import { type Act, mayDo, rolesFor } from '@archway/shared/act'
import { openPeople } from '../people/open-people.ts'
import { policyAt } from '../policy/policy-book.ts'
import type { CommandMeans } from './means.ts'

/**
 * Where the plan wants a person and not whoever sits at the machine: asks for their password and second factor, and
 * whether they may do it. A refused attempt is in the use log.
 * @returns false: no; the terminal was told why
 */
export async function actAs(user: string, act: Act, means: CommandMeans): Promise<boolean> {
  const { config, ledger, terminal, now, random } = means
  const inForce = await policyAt(ledger, config.policy, now())
  const policyBook = { current: () => inForce }
  const { reauthentication } = await openPeople({ ledger, policyBook, keys: config.keys, now, random })
  const password = await terminal.secret(`Password of ${user}: `)
  const code = (await terminal.secret('Code: ')).replace(/\s/g, '')
  const proven = await reauthentication.vouch(user, password, code)
  if (!proven.ok) {
    const said = {
      'wrong-factor': 'the name, the password or the code is wrong (a code counts once)',
      locked: 'the account is locked; "user unlock" releases it',
      busy: 'try again in a moment',
    }
    terminal.err(`not done: ${said[proven.error]}`)
    return false
  }
  const roles = (await ledger.credentials(user)).known?.person.roles ?? []
  if (mayDo(roles, act)) return true
  const detail = `refused: ${roles.join(', ') || 'no role'} may not`
  await ledger.logUse({
    at: now(),
    who: user,
    action: act,
    outcome: 'failure',
    subject: 'command line',
    detail,
  })
  terminal.err(`not done: this needs one of the roles ${rolesFor(act).join(', ')}`)
  return false
}
