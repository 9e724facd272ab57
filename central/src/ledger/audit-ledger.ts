import type { Use, UseRecord } from './use-log.ts'

export interface AuditLine extends UseRecord {
  /** The leaf hash that was kept with the line, hexadecimal; null: none, which only tampering can do. */
  readonly leaf: string | null
}

/** The use log as a tree: the lines in the order of `n` are its leaves. */
export interface AuditLedger {
  /** Lines with `n` greater than `after` with their leaves, oldest first. */
  auditLines(after: number, limit: number): Promise<AuditLine[]>
  /** The highest `n` that a line has or had, as far as the file remembers. */
  everHeld(): Promise<number>
  /** Signed checkpoints as they were kept, with their numbers, oldest first. */
  checkpoints(): Promise<{ readonly n: number; readonly signed: string }[]>
  keepCheckpoint(signed: string): Promise<void>
  /** Writes the line of a restart, with a number that no line ever had. */
  restartLog(use: Use): Promise<void>
}
