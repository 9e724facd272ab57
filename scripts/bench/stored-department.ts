import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Day, dayAt, type RandomBytes, uuid7 } from '@archway/shared/id'
import type { Candidate, Read } from '@archway/shared/read'
import Database from 'better-sqlite3'
import { DAY_SCHEMA, DAY_SCHEMA_VERSION } from '../../central/src/store/day-schema.ts'
import { findableOf, plateIndex } from '../../central/src/store/plate-index.ts'
import { type Chance, chanceOf } from './passing-reads.ts'

const DAY_MS = 86_400_000
const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ'
const LOOKALIKES: Readonly<Record<string, string>> = {
  B: '8',
  8: 'B',
  S: '5',
  5: 'S',
  Z: '2',
  2: 'Z',
  D: '0',
  G: '6',
  1: 'T',
}
/** Rows a transaction. */
const BATCH = 5000

/** What of a Read is stored here. */
type LeanRead = Pick<
  Read,
  'id' | 'device' | 'capturedAt' | 'text' | 'probability' | 'rivals' | 'jurisdiction' | 'images'
>

export interface Department {
  readonly vehicles: readonly string[]
  readonly units: readonly string[]
}

/** Two thirds have plates like Missouri's, the rest other series of six and seven characters. */
export function departmentOf(vehicles: number, units: number): Department {
  const chance = chanceOf(11)
  const shapes = ['LLDLDL', 'LLDLDL', 'LLDLDL', 'LLDLDL', 'LLLDDDD', 'DDDLLL', 'LLDDDDD']
  const of = (shape: string) =>
    [...shape].map((kind) => (kind === 'L' ? one(LETTERS, chance) : one('0123456789', chance))).join('')
  return {
    vehicles: Array.from({ length: vehicles }, () =>
      of(shapes[Math.floor(chance() * shapes.length)] ?? 'LLDLDL'),
    ),
    units: Array.from({ length: units }, (_, n) => (n < 14 ? `car-${n}` : `fixed-${n}`)),
  }
}

const one = (text: string, chance: Chance) => text.charAt(Math.floor(chance() * text.length))

/** Some are seen every day, many once: the square of an even chance. */
export const vehicleOf = ({ vehicles }: Department, chance: Chance): string =>
  vehicles[Math.floor(chance() ** 2 * vehicles.length)] ?? 'AB1C2D'

/**
 * A day's file by the real schema and the real index, filled without waiting for the disk. A Read's JSON, which is
 * looked at only when it is a result, is cut to what results show and has no image, so that fifty million fit a disk.
 * On average a Read has one rival that it can be found by.
 */
export function buildDay(folder: string, day: Day, reads: number, department: Department): void {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${day}.db`)
  // What is left of a build that was stopped.
  rmSync(path, { force: true })
  const start = Date.parse(day)
  const chance = chanceOf(start / 1000)
  const random = (into: Uint8Array<ArrayBuffer>) => {
    for (let at = 0; at < into.length; at += 1) into[at] = Math.floor(chance() * 256)
    return into
  }
  const db = new Database(path)
  db.pragma('page_size = 16384')
  db.pragma('journal_mode = MEMORY')
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -400000')
  db.exec(DAY_SCHEMA)
  const index = plateIndex(db)
  const insert = db.prepare('INSERT INTO reads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const hash = Buffer.alloc(32, 7)
  const step = DAY_MS / reads
  const batch = db.transaction((first: number, after: number) => {
    for (let n = first; n < after; n += 1) {
      const read = leanRead(
        vehicleOf(department, chance),
        unitOf(department.units, chance),
        Math.floor(start + n * step),
        chance,
        random,
      )
      insert.run(
        read.id,
        read.device,
        read.capturedAt,
        read.capturedAt + 900,
        read.text,
        read.probability,
        'us-mo',
        'plates-1',
        'plan-1',
        hash,
        JSON.stringify(read),
      )
      index.add(read.id, findableOf(read))
    }
    index.fill()
  })
  for (let first = 0; first < reads; first += BATCH) batch(first, Math.min(reads, first + BATCH))
  db.prepare('UPDATE tally SET reads = ?').run(reads)
  db.pragma(`user_version = ${DAY_SCHEMA_VERSION}`)
  db.pragma('journal_mode = WAL')
  db.close()
}

/** The schema's version is written last. */
export function isBuilt(folder: string, day: Day): boolean {
  const path = join(folder, `${day}.db`)
  if (!existsSync(path)) return false
  const db = new Database(path, { readonly: true })
  const version = db.pragma('user_version', { simple: true })
  db.close()
  return version === DAY_SCHEMA_VERSION
}

const unitOf = (units: readonly string[], chance: Chance) =>
  units[Math.floor(chance() * units.length)] ?? 'car-0'

function leanRead(
  text: string,
  device: string,
  capturedAt: number,
  chance: Chance,
  random: RandomBytes,
): LeanRead {
  const rivals: Candidate[] = Array.from({ length: chance() < 0.5 ? 0 : 2 }, () => {
    const at = Math.floor(chance() * text.length)
    const char = text.charAt(at)
    const other = LOOKALIKES[char] ?? one(LETTERS, chance)
    return { text: text.slice(0, at) + other + text.slice(at + 1), probability: 0.02 }
  })
  const jurisdiction = { code: 'us-mo', probability: 0.9 }
  const id = uuid7(capturedAt, random)
  return { id, device, capturedAt, text, probability: 0.94, rivals, jurisdiction, images: [] }
}

/** The days up to one, oldest first. */
export const daysUpTo = (last: Day, count: number): Day[] =>
  Array.from({ length: count }, (_, n) => dayAt(Date.parse(last) - (count - 1 - n) * DAY_MS))
