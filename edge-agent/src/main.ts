#!/usr/bin/env node
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from './capture/clock.ts'
import { folderSource } from './capture/folder-source.ts'
import type { FrameSource } from './capture/frame-source.ts'
import { photoSource } from './capture/photo-source.ts'
import { videoSource } from './capture/video-source.ts'
import { check } from './check.ts'
import { cli } from './cli.ts'
import { MISUSE } from './command/options.ts'
import { readCommand } from './command/read-command.ts'
import type { Where } from './command/unit-commands.ts'
import { type Camera, readConfig, type UnitConfig } from './config.ts'
import { enroll } from './enroll/enroll.ts'
import { type Identity, readIdentity } from './enroll/identity.ts'
import { readMachine } from './health/machine.ts'
import { HintedError } from './hinted-error.ts'
import { sealedList } from './hotlist/sealed-list.ts'
import { jsonJournal } from './journal.ts'
import { openSqliteOutbox } from './outbox/sqlite-outbox.ts'
import { readDrive, recordedLocator } from './place/recorded-locator.ts'
import { run } from './run.ts'
import { openEyes } from './vision/several-eyes.ts'
import { threadedVision } from './vision/threaded-vision.ts'

/** The models that came with the program: beside `src` in development, beside `dist` where it was built. */
const MODELS = fileURLToPath(new URL('../models', import.meta.url))
const VERSION = '0.1.0'

const terminal = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
}
const clock = systemClock.now
const random = (into: Uint8Array<ArrayBuffer>) => globalThis.crypto.getRandomValues(into)

const abort = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort())
// Whoever reads what we print may stop before we do (`archway-edge read … | head`): an end, not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  abort.abort()
})

function sourceOf({ id, angle, source }: Camera): FrameSource {
  const { speed, loop } = source
  const replay = { camera: id, angle, clock: systemClock, speed, loop }
  switch (source.kind) {
    case 'folder': {
      const { path: folder, unit, intervalMs: interval, gapMs: gap } = source
      return folderSource({ ...replay, folder, unit, interval, gap })
    }
    case 'photos':
      return photoSource({ ...replay, folder: source.path, interval: source.intervalMs })
    case 'video':
      return videoSource({ ...replay, path: source.path, rate: source.framesPerSecond })
  }
}

const listOf = (config: UnitConfig, identity: Identity) =>
  sealedList(config.state, identity.signingKey, random)

const locatorOf = ({ place }: UnitConfig) => place && recordedLocator(readDrive(place.path), clock())

function configOf({ config: file, state, models }: Where): UnitConfig | null {
  const config = readConfig(file, { state, models })
  if (config.ok) return config.value
  for (const complaint of config.error) terminal.err(`${complaint}\n`)
  return null
}

/** The identity that fits the configuration, or a sentence on the terminal. */
function identityOf(config: UnitConfig): Identity | null {
  const identity = readIdentity(config.state)
  if (!identity.ok) terminal.err(`archway-edge: ${identity.error}\n`)
  else if (identity.value.device !== config.unit) {
    terminal.err(
      `archway-edge: the file says unit ${config.unit}, but this box is enrolled as ${identity.value.device}\n`,
    )
  } else return identity.value
  return null
}

try {
  process.exitCode = await cli(process.argv.slice(2), VERSION, {
    async read(options, eyes) {
      const data = { ...eyes, models: eyes.models ?? MODELS }
      const vision = await threadedVision(data, (error) => terminal.err(`${error.message}\n`))
      try {
        return await readCommand(options, vision, terminal, abort.signal)
      } finally {
        await vision.close()
      }
    },

    async run(options) {
      const config = configOf(options)
      const identity = config && identityOf(config)
      if (!identity) return MISUSE
      const journal = jsonJournal(terminal.out, clock)
      const locator = locatorOf(config)
      const outbox = openSqliteOutbox(
        join(config.state, 'outbox.db'),
        config.outbox.maxMegabytes * 2 ** 20,
        clock,
      )
      const eyes = config.eyes ?? Math.min(config.cameras.length, availableParallelism())
      const vision = await openEyes(
        eyes,
        { models: config.models ?? MODELS, threads: config.threads, precision: config.precision },
        (error) => journal('error', 'the eyes start again', { reason: error.message, hint: error.hint }),
      )
      try {
        const parts = {
          config,
          identity,
          sources: config.cameras.map(sourceOf),
          vision,
          eyes,
          outbox,
          storage: listOf(config, identity),
          locator,
          machine: () => readMachine(config.state),
          software: `archway-edge ${VERSION}`,
          clock,
          random,
          journal,
        }
        return await run(parts, options, abort.signal)
      } finally {
        await vision.close()
      }
    },

    async check(where) {
      const config = configOf(where)
      if (!config) return MISUSE
      const findings = await check({
        config,
        models: config.models ?? MODELS,
        now: clock(),
        openList: (identity) => listOf(config, identity),
      })
      for (const { level, what } of findings) terminal.out(`${level.padEnd(5)} ${what}\n`)
      return findings.some((finding) => finding.level === 'wrong') ? 1 : 0
    },

    async enroll(options) {
      const outcome = await enroll(options)
      if (outcome.ok) {
        terminal.out(`enrolled as ${outcome.value.device}; the broker is ${outcome.value.broker}\n`)
        return 0
      }
      terminal.err(`archway-edge: ${outcome.error}\n`)
      return 1
    },
  })
} catch (thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  terminal.err(`archway-edge: ${error.message}\n`)
  if (error instanceof HintedError) terminal.err(`  ${error.hint}\n`)
  process.exitCode = MISUSE
}
