import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { outboxContract } from './outbox.contract.ts'
import { OutboxError } from './outbox-file.ts'
import { sightingOf } from './sighting.fixture.ts'
import { openSqliteOutbox } from './sqlite-outbox.ts'

describe('in memory', () => outboxContract((maxBytes) => openSqliteOutbox(':memory:', maxBytes, Date.now)))

describe('in a file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outbox-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('promise 15: keeps nothing of a day that is as old as retention may be, and no plate in its file', () => {
    const path = join(folder, 'outbox.db')
    const { sighting, images } = sightingOf(1, { hit: true })
    const day = Math.floor(sighting.read.capturedAt / 86_400_000) * 86_400_000
    let now = day + 90 * 86_400_000 - 1
    const outbox = openSqliteOutbox(path, 1e9, () => now)
    outbox.put(sighting, images)
    const refused = sightingOf(2)
    outbox.put(refused.sighting, refused.images)
    outbox.refused(refused.sighting.read.id, { code: 'clock', detail: 'off' })
    const late = sightingOf(3)
    outbox.put(late.sighting, late.images)
    outbox.refused(late.sighting.read.id, { code: 'expired', detail: 'its day was purged' })
    expect(outbox.next(9, new Set())).toHaveLength(1)
    expect(outbox.state(), 'one refused as expired is not kept').toMatchObject({ waiting: 3, refused: 3 })
    now += 1
    expect(outbox.next(9, new Set())).toEqual([])
    expect(outbox.state()).toMatchObject({ waiting: 0, refused: 0, evicted: 3, bytes: 0 })
    outbox.close()
    expect(readFileSync(path).includes(sighting.read.text)).toBe(false)
  })

  it('is found again as it was left', () => {
    const path = join(folder, 'outbox.db')
    const first = openSqliteOutbox(path, 1e9, Date.now)
    const { sighting, images } = sightingOf(1, { hit: true })
    first.put(sighting, images)
    const before = first.state()
    first.close()
    const second = openSqliteOutbox(path, 1e9, Date.now)
    expect(second.state()).toEqual(before)
    expect(second.next(1, new Set())).toEqual([{ kind: 'sighting', id: sighting.read.id, sighting }])
    second.close()
  })

  it('holds everything that was emitted when the program is killed in the middle of writing', async () => {
    const path = join(folder, 'outbox.db')
    const program = fileURLToPath(new URL('./until-killed.fixture.ts', import.meta.url))
    const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', program, path], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    let complained = ''
    child.stderr.on('data', (chunk) => {
      complained += String(chunk)
    })
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
      if (said.length > 37 * 40) child.kill('SIGKILL')
    })
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect(signal, complained).toBe('SIGKILL')
    const emitted = said.split('\n').slice(0, -1)
    expect(emitted.length).toBeGreaterThanOrEqual(40)

    const outbox = openSqliteOutbox(path, 1e9, Date.now)
    const waiting = new Set<string>()
    for (let more = outbox.next(1e6, waiting); more.length > 0; more = outbox.next(1e6, waiting)) {
      for (const { id } of more) waiting.add(id)
    }
    expect(emitted.filter((id) => !waiting.has(id))).toEqual([])
    // At most the one that was being put may be there without having been reported; never a part of one.
    expect(waiting.size - emitted.length).toBeLessThanOrEqual(1)
    expect(outbox.state().waiting).toBe(waiting.size * 3)
    outbox.close()
  }, 60_000)

  it('says what to do when the file cannot be opened or is of another version', () => {
    expect(() => openSqliteOutbox(join(folder, 'absent', 'outbox.db'), 1, Date.now)).toThrow()
    const path = join(folder, 'outbox.db')
    const db = new Database(path)
    db.pragma('user_version = 99')
    db.close()
    expect(() => openSqliteOutbox(path, 1, Date.now)).toThrow(OutboxError)
  })

  it('belongs to one program at a time', () => {
    const path = join(folder, 'outbox.db')
    const first = openSqliteOutbox(path, 1e9, Date.now)
    const second = () => openSqliteOutbox(path, 1e9, Date.now)
    expect(second).toThrow(expect.objectContaining({ hint: expect.stringMatching(/another archway-edge/) }))
    first.close()
    second().close()
  })

  it('writes through to the disk at every commit', () => {
    const path = join(folder, 'outbox.db')
    openSqliteOutbox(path, 1e9, Date.now).close()
    const db = new Database(path)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    db.close()
  })
})
