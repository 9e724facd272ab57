export interface Training {
  readonly person: string
  readonly course: string
  readonly trainer: string
  readonly takenAt: number
  readonly recordedAt: number
  readonly recordedBy: string
}

export interface Receipt {
  readonly person: string
  /** Of the order, and its version: the receipt counts for exactly this. */
  readonly number: string
  readonly version: string
  readonly sha256: string | null
  readonly signature: string
  readonly signedAt: number
  readonly recordedBy: string
}

/** What a login asks for beside the factors (promises 19–21). Records are only added, so they outlast any term. */
export interface ClearanceLedger {
  /** Nobody trains themselves. */
  recordTraining(
    training: Omit<Training, 'recordedAt' | 'recordedBy'>,
    at: number,
    by: string,
  ): Promise<'recorded' | 'unknown-person' | 'self-trained'>
  trainings(name: string): Promise<Training[]>
  signReceipt(
    receipt: Omit<Receipt, 'signedAt' | 'recordedBy'>,
    at: number,
    by: string,
  ): Promise<'signed' | 'unknown-person'>
  receipts(name: string): Promise<Receipt[]>
}
