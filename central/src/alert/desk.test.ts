import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { uuid7 } from '@archway/shared/id'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HotlistBook } from '../hotlist/hotlist-book.ts'
import { judged, NOON, random, someHit, someRead } from '../store/judged.fixture.ts'
import { openSqliteStoreHere } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import type { Announcement } from './announcer.ts'
import { createDesk } from './desk.ts'

const noList: Pick<HotlistBook, 'entry'> = { entry: async () => null }

describe('desk', () => {
  let folder: string
  let store: Store
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archway-desk-'))
    store = openSqliteStoreHere(folder)
  })
  afterEach(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })

  it('acknowledges, tells the watchers once, and lets whoever came first stand', async () => {
    const heard: Announcement[] = []
    const desk = createDesk(
      store,
      { announce: (announcement) => heard.push(announcement) },
      noList,
      () => NOON,
    )
    const read = someRead()
    const hit = someHit(read)
    const id = hit.alertId ?? ''
    await store.saveReads([judged(read, [hit])])

    const first = await desk.acknowledge(id, 'ann')
    expect(first).toMatchObject({ changed: true, record: { acknowledged: { by: 'ann', at: NOON } } })
    expect(await desk.acknowledge(id, 'bob')).toEqual({ changed: false, record: first?.record })
    expect(heard).toEqual([{ kind: 'changed', record: first?.record }])
  })

  it('knows no alert that is not there', async () => {
    const desk = createDesk(store, { announce: () => expect.fail('nothing changed') }, noList, () => NOON)
    expect(await desk.acknowledge(uuid7(NOON, random), 'ann')).toBeNull()
  })

  it('tells of exactly the open alerts whose entry a new list dropped', async () => {
    const heard: string[] = []
    const hits = ['kept', 'dropped'].map((entry) => {
      const read = someRead()
      const hit = someHit(read)
      return judged(read, [{ ...hit, hit: { ...hit.hit, entry }, entry: { ...hit.entry, id: entry } }])
    })
    await store.saveReads(hits)
    const book: Pick<HotlistBook, 'entry'> = {
      entry: async (id) => {
        const entry = hits.flatMap((each) => each.hits).find((each) => each.entry.id === id)?.entry
        return entry ? { ...entry, live: id === 'kept' } : null
      },
    }
    const desk = createDesk(
      store,
      { announce: ({ record }) => heard.push(record.hit.entry) },
      book,
      () => NOON,
    )
    await desk.tellWithdrawn()
    expect(heard).toEqual(['dropped'])
  })
})
