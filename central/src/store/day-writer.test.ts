import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDayWriter } from './day-writer.ts'
import { NOON } from './judged.fixture.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archway-day-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('cuts a long refused message, stops keeping them before they fill the disk, and counts them all', () => {
  const path = join(folder, '2026-03-01.db')
  const day = openDayWriter(path, { payload: 100, day: 250 })
  const refusal = { code: 'malformed', detail: 'not JSON in UTF-8' } as const
  const refused = { at: NOON, device: 'unit-1', channel: 'reads', refusal, payload: new Uint8Array(500) }
  day.keepRefusals([refused, refused])
  day.keepRefusals([refused, refused, refused])
  day.close()
  const db = new Database(path, { readonly: true })
  const kept = db.prepare('SELECT bytes, length(payload) AS kept, code, device FROM refusals').all()
  const counted = db.prepare('SELECT refused FROM tally').pluck().get()
  db.close()
  expect(kept).toEqual(Array(3).fill({ bytes: 500, kept: 100, code: 'malformed', device: 'unit-1' }))
  expect(counted).toBe(5)
})
