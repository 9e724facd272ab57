import { createInterface } from 'node:readline'

/** Where a command speaks. What a program may read is on `out`, alone; everything for people is on `err`. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Asks for a secret without showing it; from a pipe, the next line. */
  secret(question: string): Promise<string>
}

export const terminal: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  secret: (question) =>
    new Promise((resolve, reject) => {
      const isTerminal = process.stdin.isTTY === true
      if (isTerminal) process.stderr.write(question)
      const lines = createInterface({
        input: process.stdin,
        // Without an output readline shows nothing of what is typed.
        terminal: isTerminal,
        historySize: 0,
      })
      let answered = false
      lines.once('line', (line) => {
        answered = true
        lines.close()
        if (isTerminal) process.stderr.write('\n')
        resolve(line)
      })
      lines.once('close', () => {
        if (!answered) reject(new Error('no password was given'))
      })
    }),
}

/** Rows as columns that stand under one another. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

export const timeText = (at: number | null): string => (at === null ? '-' : new Date(at).toISOString())
