import { HintedError } from './hinted-error.ts'

/** What an operator reads of a running unit. Never a plate: a journal is kept, copied and mailed. */
export type Journal = (level: 'info' | 'warn' | 'error', event: string, fields?: JournalFields) => void

type JournalFields = Readonly<Record<string, string | number | boolean | null>>

/** One JSON line an event. */
export const jsonJournal =
  (write: (line: string) => void, clock: () => number): Journal =>
  (level, event, fields = {}) =>
    write(`${JSON.stringify({ at: new Date(clock()).toISOString(), level, event, ...fields })}\n`)

/** An error's message, and what to do where it says so. */
export const reasonOf = (error: unknown): { reason: string; hint: string | null } => ({
  reason: error instanceof Error ? error.message : String(error),
  hint: error instanceof HintedError ? error.hint : null,
})
