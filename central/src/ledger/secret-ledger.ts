import type { SealedSecret } from '../audit/secrets.ts'

export interface KeptSecret extends SealedSecret {
  /** The line of the use log that it belongs to. */
  readonly line: number
  readonly at: number
  readonly who: string
}

/** What lines of the use log committed to, as long as it is not erased. */
export interface SecretLedger {
  /** By the number of the line or by its commitment. Null: the line committed to nothing, or it is erased. */
  secret(of: { readonly line: number } | { readonly commitment: string }): Promise<KeptSecret | null>
  /** Erases what was sealed in months before `month` (`YYYY-MM`), and logs that it did. @returns how many */
  eraseSecrets(month: string, at: number, by: string): Promise<number>
}
