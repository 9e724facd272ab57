export interface PasskeyRecord {
  /** The credential's id, base64url. */
  readonly id: string
  /** COSE key, base64url. */
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly label: string
  readonly addedAt: number
  readonly lastUsedAt: number | null
}

/** Second factors. A code's time step and a passkey's counter only grow: what was used is not used again. */
export interface FactorLedger {
  factors(name: string): Promise<{
    readonly totp: { readonly secret: string; readonly lastStep: number } | null
    readonly passkeys: readonly PasskeyRecord[]
  }>
  /** @param secret sealed. `enrolled-already`: only an administrator's reset makes room for another. */
  enrolTotp(name: string, secret: string, step: number, at: number): Promise<'enrolled' | 'enrolled-already'>
  /** False: this step, or a later one, was used before. */
  takeTotpStep(name: string, step: number): Promise<boolean>
  addPasskey(
    name: string,
    passkey: Omit<PasskeyRecord, 'addedAt' | 'lastUsedAt'>,
    at: number,
  ): Promise<'added' | 'exists'>
  removePasskey(name: string, id: string, at: number): Promise<'removed' | 'unknown-passkey'>
  /** False: the counter went back, so the key may have been copied. */
  takePasskey(id: string, counter: number, at: number): Promise<boolean>
  /** Voids every second factor and ends the sessions; the next login enrols anew. */
  resetFactors(name: string, at: number, by: string): Promise<'reset' | 'unknown-person'>
}
