import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface DemoOptions {
  /** Headless, until the expected alert is there, then a summary line. */
  readonly once: boolean
  readonly photos: string | null
  readonly hotlist: string | null
  readonly httpPort: number
  readonly mqttPort: number
}

export const USAGE = `usage: sh scripts/demo [--once] [--photos DIR [--hotlist FILE.csv]] [--http-port N] [--mqtt-port N]

  --once           no browser: wait for the expected alert, print one summary line, exit 0 (or 1)
  --photos DIR     real photographs instead of the sample scenes: each is an angle 1 without its angle 2
  --hotlist FILE   CSV with the columns plate, category (and state, make, …) to match the photographs with
`

/** Throws with a sentence for the person who typed it. */
export function demoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      photos: { type: 'string' },
      hotlist: { type: 'string' },
      'http-port': { type: 'string', default: '8080' },
      'mqtt-port': { type: 'string', default: '8883' },
      from: { type: 'string', default: '.' },
    },
  })
  const given = (path: string | undefined) => (path === undefined ? null : resolve(values.from, path))
  const [photos, hotlist] = [given(values.photos), given(values.hotlist)]
  if (photos && !(existsSync(photos) && statSync(photos).isDirectory())) {
    throw new Error(`--photos ${photos}: there is no such folder`)
  }
  if (hotlist && !existsSync(hotlist)) throw new Error(`--hotlist ${hotlist}: there is no such file`)
  if (hotlist && !photos)
    throw new Error('--hotlist goes with --photos; the sample scenes have their own list')
  return Object.freeze({
    once: values.once,
    photos,
    hotlist,
    httpPort: port(values['http-port']),
    mqttPort: port(values['mqtt-port']),
  })
}

function port(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number
  throw new Error(`${text} is not a port (1–65535)`)
}
