#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { cli, MISUSE } from './cli.ts'
import { readCommand } from './command/read-command.ts'
import { threadedVision } from './vision/threaded-vision.ts'

/** The models that came with the program: beside `src` in development, beside `dist` where it was built. */
const MODELS = fileURLToPath(new URL('../models', import.meta.url))
const VERSION = '0.1.0'

const terminal = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
}

const abort = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort())

try {
  process.exitCode = await cli(process.argv.slice(2), VERSION, {
    async read(options, eyes) {
      const data = { models: eyes.models ?? MODELS, threads: eyes.threads }
      const vision = await threadedVision(data, (error) => terminal.err(`${error.message}\n`))
      try {
        return await readCommand(options, vision, terminal, abort.signal)
      } finally {
        await vision.close()
      }
    },
  })
} catch (thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  terminal.err(`archway-edge: ${error.message}\n`)
  if ('hint' in error) terminal.err(`  ${error.hint}\n`)
  process.exitCode = MISUSE
}
