import type { Act } from '@archway/shared/act'
import type { SealedSecret } from '../audit/secrets.ts'

/** Everything a person or the command line does with the system. `subject` names what it was done to, by id. */
type UseAction =
  | Act
  | 'login'
  | 'logout'
  | 'login-again'
  | 'two-places'
  | 'notice-seen'
  | 'lock'
  | 'person-revoke'
  | 'person-enable'
  | 'factor-add'
  | 'factor-remove'
  | 'factor-reset'
  | 'device-enrol'
  | 'entry-refuse'
  | 'entry-expire'
  | 'entry-publish'
  | 'secret-erase'
  | 'alert-escalate'
  | 'alert-shown'
  | 'camera-propose'
  | 'policy-install'
  | 'policy-refuse'
  | 'purge'
  | 'purge-certify'
  | 'hold-refuse'
  | 'hold-secure'
  | 'disclosure-refuse'

export interface Use {
  readonly at: number
  /** A person's name, or `command line` followed by the operating system's user. */
  readonly who: string
  readonly action: UseAction
  readonly outcome: 'success' | 'failure'
  readonly subject: string | null
  /** For a person. Never holds a plate, a password or a token; what must not be here is sealed beside it. */
  readonly detail: string | null
}

export interface UseRecord extends Use {
  readonly n: number
}

/**
 * Append-only: the table itself refuses to change or lose a line, and every line gets its leaf of the audit tree
 * in the same statement. What is in a line is in the tree for ever and cannot be erased: never a plate.
 */
export interface UseLog {
  /**
   * @param secret what the use was about, sealed (`central/src/audit/secrets.ts`); kept in the same transaction. The
   * line's detail must hold its commitment, or nothing is written.
   */
  logUse(use: Use, secret?: SealedSecret | null): Promise<void>
  /** Lines with `n` greater than `after`, oldest first. */
  uses(after: number, limit: number): Promise<UseRecord[]>
}
