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
  secret: (question) => (process.stdin.isTTY === true ? typed(question) : piped()),
}

const typed = (question: string): Promise<string> =>
  new Promise((resolve, reject) => {
    // Without an output readline shows nothing of what is typed; before the question, because the terminal itself shows
    // what is typed until then.
    const lines = createInterface({ input: process.stdin, terminal: true, historySize: 0 })
    process.stderr.write(question)
    let answered = false
    lines.once('line', (line) => {
      answered = true
      lines.close()
      process.stderr.write('\n')
      resolve(line)
    })
    lines.once('close', () => {
      if (!answered) reject(new Error('no password was given'))
    })
  })

/** One reader for the whole pipe: each of several secrets is a line, and a second reader would miss its own. */
let pipe: AsyncIterator<string> | null = null
async function piped(): Promise<string> {
  pipe ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  const { value, done } = await pipe.next()
  if (done) throw new Error('no password was given')
  return value
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
