/** Asks for a secret for each question that it is given, says what it got to a file, and waits to be ended. */
import { writeFileSync } from 'node:fs'
import { terminal } from './terminal.ts'

const [file = '', ...questions] = process.argv.slice(2)

// On a machine that is slow after each thing it shows, whoever answers at once shows what was not hidden by then.
const write = process.stderr.write.bind(process.stderr)
process.stderr.write = (text: string | Uint8Array) => {
  const isTaken = write(text)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  return isTaken
}

const got: string[] = []
for (const question of questions) {
  got.push(await terminal.secret(question).catch((error: unknown) => String(error)))
}
writeFileSync(file, JSON.stringify(got))
terminal.err('asked')
setInterval(() => {}, 1000)
