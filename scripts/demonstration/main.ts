import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Authenticator } from '../stage/authenticator.ts'
import { freePort } from '../stage/link.ts'
import type { Program } from '../stage/program.ts'
import { type Stage, setStage } from '../stage/stage.ts'
import { PHOTOGRAPHS, UNITS } from '../stage/unit-setup.ts'
import { SAMPLE_HOTLIST, sampleExpectations } from './expected.ts'
import { watchOnce } from './once.ts'
import { type DemoOptions, demoOptions, USAGE } from './options.ts'

const FOLDER = fileURLToPath(new URL('../../.demo/', import.meta.url))

const say = (text: string) => process.stdout.write(`${text}\n`)

/** Programs that are running, so that none is left behind however the demo ends. */
const running: Program[] = []
const stopAll = async () => {
  await Promise.all(running.toReversed().map((program) => program.kill('SIGTERM')))
}

async function open(options: DemoOptions): Promise<Stage> {
  const { once, photos, hotlist } = options
  const folder = once ? mkdtempSync(join(tmpdir(), 'archway-demo-')) : FOLDER
  rmSync(folder, { recursive: true, force: true })
  const httpPort = once ? await freePort() : await mustBeFree(options.httpPort, '--http-port')
  const mqttPort = once ? await freePort() : await mustBeFree(options.mqttPort, '--mqtt-port')
  const list = photos ? hotlist : SAMPLE_HOTLIST
  const { stage, central } = await setStage({
    folder,
    httpPort,
    mqttPort,
    hotlist: list ? { file: list, format: 'csv' } : null,
    show: photos ? { kind: 'photos', folder: photos } : { kind: 'scenes', loop: !once },
    units: photos ? [PHOTOGRAPHS] : UNITS,
  })
  running.push(central)
  return stage
}

async function mustBeFree(port: number, option: string): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => reject(new Error(`port ${port} is taken; choose another with ${option}`)))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()))
  })
  return port
}

async function keepRunning(stage: Stage): Promise<number> {
  say(`
Archway is running. ${stage.units.length} unit${stage.units.length > 1 ? 's' : ''}: ${stage.units.map((unit) => unit.setup.name).join(', ')}.

  Look:      ${stage.url}
  Name:      ${stage.operator.user}
  Password:  ${stage.operator.password}
  Code:      below, as the operator's authenticator app would show it; each counts once

  Logs and data: ${FOLDER} (made anew at every start).  Stop: Ctrl-C.
`)
  const codes = showCodes(stage.operator.authenticator)
  const stop = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(''))
  })
  const died = Promise.race(
    running.map(async (program) => {
      const code = await program.exited
      return code === 0 ? new Promise<string>(() => {}) : `a program ended with ${code}: see ${program.log}`
    }),
  )
  const trouble = await Promise.race([stop, died])
  codes.stop()
  if (trouble) say(trouble)
  return trouble ? 1 : 0
}

/** On a terminal one line that is kept true; elsewhere a line for each code. */
function showCodes(authenticator: Authenticator): { stop(): void } {
  let last = ''
  const show = () => {
    const { code, secondsLeft } = authenticator.show(Date.now())
    if (process.stdout.isTTY) process.stdout.write(`\r  Code:      ${code}  (${secondsLeft} s) \u001b[K`)
    else if (code !== last) say(`Code: ${code}`)
    last = code
  }
  show()
  const timer = setInterval(show, 1000)
  return {
    stop() {
      clearInterval(timer)
      if (process.stdout.isTTY) say('')
    },
  }
}

async function main(): Promise<number> {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    say(USAGE)
    return 0
  }
  let options: DemoOptions
  try {
    options = demoOptions(args)
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    return 2
  }
  const stage = await open(options)
  const desk = await stage.logIn()
  const playing = stage.units.map((unit) => ({ unit, program: unit.play() }))
  running.push(...playing.map(({ program }) => program))
  if (!options.once) {
    // Or whoever signs in next would rightly be warned that the account is in use elsewhere.
    await desk.leave()
    return keepRunning(stage)
  }
  const { summary, missing } = await watchOnce(
    desk,
    playing,
    options.photos ? { expected: [], forbidden: [] } : sampleExpectations(),
  )
  say(summary)
  for (const line of missing) say(`missing: ${line}`)
  return missing.length === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  await stopAll()
}
