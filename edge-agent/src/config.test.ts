import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { FUSE_DEFAULTS } from './fuse/settings.ts'
import { readDrive } from './place/recorded-locator.ts'

const FROM_FILE = { state: null, models: null }
const LEAST = `
unit: unit-1
kind: fixed
state: state
cameras:
  - { id: north, angle: 1, source: { kind: folder, path: frames } }
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function read(yaml: string, overrides = FROM_FILE as Parameters<typeof readConfig>[1]) {
  const file = join(folder, 'unit.yaml')
  writeFileSync(file, yaml)
  return readConfig(file, overrides)
}

const complaints = (yaml: string) => {
  const config = read(yaml)
  return config.ok ? [] : config.error
}

describe('the configuration', () => {
  it('needs little and fills in the rest', () => {
    const config = read(LEAST)
    if (!config.ok) throw new Error(config.error.join('\n'))
    expect(config.value).toMatchObject({
      unit: 'unit-1',
      models: null,
      threads: 1,
      precision: 'int8',
      match: { minimumProbability: 0.3 },
      place: null,
      waitForListSeconds: 0,
    })
    expect(config.value.fuse).toEqual({ ...FUSE_DEFAULTS, angles: 1 })
    expect(Object.isFrozen(config.value)).toBe(true)
  })

  it('resolves its paths against the file, and those of the command line against where it is run', () => {
    const config = read(LEAST, { state: 'elsewhere', models: null })
    if (!config.ok) throw new Error(config.error.join('\n'))
    expect(config.value.cameras[0]?.source.path).toBe(join(folder, 'frames'))
    expect(config.value.state).toBe(resolve('elsewhere'))
  })

  it('tells everything that is wrong at once, each with where', () => {
    const all = complaints(`
unit: Unit 1
kind: boat
state: state
shutter: 3
cameras:
  - { id: a, angle: 3, source: { kind: folder, path: x } }
  - { id: b, angle: 1, source: { kind: webcam, path: x } }
match: { minimumProbability: 3 }
closing: { waitMs: -1, patience: 2 }
`)
    for (const where of ['unit', 'kind', 'cameras.0.angle', 'cameras.1.source', 'match.minimumProbability']) {
      expect(all.some((complaint) => complaint.includes(where))).toBe(true)
    }
    expect(all.some((complaint) => /shutter: no such setting/.test(complaint))).toBe(true)
    expect(all.some((complaint) => /patience: no such setting/.test(complaint))).toBe(true)
    expect(all.some((complaint) => complaint.includes('closing.waitMs'))).toBe(true)
  })

  it('wants cameras to differ, and a place only for a vehicle', () => {
    const second = '  - { id: north, angle: 1, source: { kind: video, path: v.mp4 } }\n'
    const same = complaints(`${LEAST}${second}`)
    expect(same.some((complaint) => /id of its own/.test(complaint))).toBe(true)
    expect(same.some((complaint) => /two angles/.test(complaint))).toBe(true)
    const place = 'place: { kind: recorded, path: track.json }\n'
    expect(complaints(`${LEAST}${place}`)[0]).toMatch(/registry/)
    expect(complaints(`${LEAST.replace('fixed', 'vehicle')}${place}`)).toEqual([])
  })

  it('says of a file that is absent, or no YAML, what is the matter', () => {
    const absent = readConfig(join(folder, 'absent.yaml'), FROM_FILE)
    expect(absent.ok ? '' : absent.error[0]).toMatch(/no such file/)
    expect(complaints('unit: [')[0]).toMatch(/not YAML/)
    expect(complaints('').length).toBeGreaterThan(3)
  })
})

describe("the demo's units", () => {
  const demo = (name: string) => fileURLToPath(new URL(`../../firmware-configs/${name}`, import.meta.url))

  it.each(['demo-fixed', 'demo-vehicle'])('%s is a configuration with both angles', (name) => {
    const config = readConfig(join(demo(name), 'unit.yaml'), FROM_FILE)
    if (!config.ok) throw new Error(config.error.join('\n'))
    expect(config.value.unit).toBe(name)
    expect(config.value.fuse.angles).toBe(2)
  })

  it('the vehicle has a drive', () => {
    expect(readDrive(join(demo('demo-vehicle'), 'track.json')).length).toBeGreaterThan(20)
  })
})
