import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { judged, someHit, someRead } from './judged.fixture.ts'
import { openSqliteStore, openSqliteStoreHere } from './sqlite-store.ts'
import { storeContract } from './store.contract.ts'
import { storePurgeContract } from './store-purge.contract.ts'

const drivers = { 'sqlite in threads': openSqliteStore, 'sqlite here': openSqliteStoreHere }
for (const [name, open] of Object.entries(drivers)) {
  const prepare = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'archway-store-'))
    return {
      open: async () => open(join(folder, 'days')),
      discard: () => rm(folder, { recursive: true }),
    }
  }
  storeContract(name, prepare)
  storePurgeContract(name, prepare)
}

describe('sqlite store on disk', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archway-store-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('has every Read that it said was stored after its process was killed, and no part of a batch', async () => {
    const size = 20
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--conditions=source',
        fileURLToPath(new URL('./endless-writer.fixture.ts', import.meta.url)),
        folder,
        `${size}`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const said: string[] = []
    const exited = once(child, 'exit')
    for await (const line of createInterface(child.stdout)) {
      said.push(...line.split(','))
      if (said.length >= 15 * size) child.kill('SIGKILL')
    }
    expect((await exited)[1]).toBe('SIGKILL')

    const store = await openSqliteStore(folder)
    try {
      const { reads, alerts } = await store.counts()
      expect(reads).toBeGreaterThanOrEqual(said.length)
      expect(reads % size).toBe(0)
      expect(alerts).toBe(reads)
      for (const id of said) expect(await store.alertsOfRead(id)).toHaveLength(1)
    } finally {
      await store.close()
    }
  })

  it('finishes a purge that was interrupted after the day was condemned', async () => {
    const store = await openSqliteStore(folder)
    const read = someRead()
    await store.saveReads([judged(read)])
    await store.close()
    await rename(join(folder, '2026-03-01.db'), join(folder, '2026-03-01.purged'))
    await writeFile(join(folder, '2026-03-01.db-wal'), 'rows that were not checkpointed')

    const again = await openSqliteStore(folder)
    try {
      expect(await readdir(folder)).toEqual(['2026-03-01.purged'])
      expect(await stat(join(folder, '2026-03-01.purged'))).toMatchObject({ size: 0 })
      expect(await again.saveReads([judged(read)])).toEqual(['purged'])
    } finally {
      await again.close()
    }
  })

  it('leaves no file of a purged day, also while it was open for reading', async () => {
    const store = await openSqliteStore(folder)
    try {
      const read = someRead()
      await store.saveReads([judged(read, [someHit(read)])])
      expect(await store.alertsOfRead(read.id)).toHaveLength(1)
      await store.purgeDay('2026-03-01')
      expect(await readdir(folder)).toEqual(['2026-03-01.purged'])
      expect(await stat(join(folder, '2026-03-01.purged'))).toMatchObject({ size: 0 })
    } finally {
      await store.close()
    }
  })

  it('never rewrites a Read, whoever asks', async () => {
    const store = await openSqliteStore(folder)
    await store.saveReads([judged(someRead())])
    await store.close()
    const db = new Database(join(folder, '2026-03-01.db'))
    expect(() => db.exec("UPDATE reads SET text = 'XX99XX'")).toThrow('never rewritten')
    db.close()
  })

  it('rejects with the reason when the disk refuses, and goes on when it does not any more', async () => {
    const store = await openSqliteStore(folder)
    try {
      await mkdir(join(folder, '2026-03-01.db'))
      await expect(store.saveReads([judged(someRead())])).rejects.toThrow('unable to open database file')
      await rm(join(folder, '2026-03-01.db'), { recursive: true })
      expect(await store.saveReads([judged(someRead())])).toEqual(['stored'])
    } finally {
      await store.close()
    }
  })

  it('refuses the file of another version, and says what to do', async () => {
    const db = new Database(join(folder, '2026-03-01.db'))
    db.pragma('user_version = 7')
    db.close()
    const store = await openSqliteStore(folder)
    try {
      await expect(store.saveReads([judged(someRead())])).rejects.toThrow('Run the version that made it')
      await expect(store.counts()).rejects.toThrow('Run the version that made it')
    } finally {
      await store.close()
    }
  })
})
