import type { RandomBytes } from '@archway/shared/id'
import type { PeopleLedger } from '../ledger/people-ledger.ts'
import type { UseLog } from '../ledger/use-log.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import { openFactorKey } from './factor-key.ts'
import { createFactors } from './factors.ts'
import { createLogin, type Login } from './login.ts'
import { createPasskeyDesk, type PasskeyDesk } from './passkey-desk.ts'
import { createPasswordGate } from './password-gate.ts'
import { createReauthentication, type Reauthentication } from './reauthentication.ts'
import { createSessions, type Sessions } from './sessions.ts'

export interface People {
  readonly sessions: Sessions
  readonly login: Login
  readonly reauthentication: Reauthentication
  readonly passkeys: PasskeyDesk
}

export interface PeopleMeans {
  readonly ledger: PeopleLedger & Pick<UseLog, 'logUse'>
  readonly policyBook: Pick<PolicyBook, 'current'>
  /** The folder of keys. */
  readonly keys: string
  readonly now: () => number
  readonly random: RandomBytes
}

/** Everything about who somebody is. */
export async function openPeople({ ledger, policyBook, keys, now, random }: PeopleMeans): Promise<People> {
  const policy = () => policyBook.current().policy
  const gate = await createPasswordGate(random)
  const factors = createFactors(ledger, { key: openFactorKey(keys), now, random })
  const sessions = createSessions(ledger, { now, random, policy: () => policy().login })
  const means = { ledger, gate, factors, sessions, policy, now, random }
  return {
    sessions,
    login: createLogin(means),
    reauthentication: createReauthentication(means),
    passkeys: createPasskeyDesk(ledger, now),
  }
}
