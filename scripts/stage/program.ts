import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The built programs: what an installation runs, not the sources. */
const BUILT = { central: 'central/dist/main.js', edge: 'edge-agent/dist/main.js' } as const
export type ProgramName = keyof typeof BUILT

/** A program that runs until it is stopped; what it prints goes to `log`. */
export interface Program {
  readonly log: string
  /** The exit code, or null while it runs. A killed program has the code -1. */
  exitCode(): number | null
  exited: Promise<number>
  kill(signal: NodeJS.Signals): Promise<void>
}

export function start(name: ProgramName, args: readonly string[], log: string): Program {
  const output = openSync(log, 'a')
  const child = spawn(process.execPath, [ROOT + BUILT[name], ...args], { stdio: ['ignore', output, output] })
  closeSync(output)
  return watch(child, log)
}

function watch(child: ChildProcess, log: string): Program {
  let code: number | null = null
  const exited = once(child, 'exit').then(([exitCode]: unknown[]) => {
    code = typeof exitCode === 'number' ? exitCode : -1
    return code
  })
  return {
    log,
    exited,
    exitCode: () => code,
    async kill(signal) {
      if (code !== null) return
      child.kill(signal)
      await exited
    },
  }
}

/** Runs a command to its end and gives what it printed; throws with its words when it fails. */
export async function run(name: ProgramName, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [ROOT + BUILT[name], ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return output
  throw new Error(`${name} ${args.slice(0, 2).join(' ')} ended with ${code}:\n${complaint || output}`)
}

/** The last lines of a program's log, for a person who asks why. */
export const lastWords = (program: Program, lines = 15): string =>
  readFileSync(program.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
