import { ImageHeader, Refusal, Sighting } from '@archway/shared/messages'
import { MOST_DAYS, type Outbox, type OutboxState, type Parcel } from './outbox.ts'
import { explained, openOutboxFile } from './outbox-file.ts'

/** Evicted first to last. Never the order of sending: what is worth most is sent first and evicted last. */
const EVICTION_ORDER = [3, 2, 1, 0] as const

/** What is refused is kept up to this share of the byte limit, the newest. */
const REFUSED_SHARE = 0.1

/** Of what `next` gives at once. */
const BATCH_BYTES = 2 ** 20

const DAY_MS = 86_400_000

/** Pages that each ack gives back to the disk, so that a long outage leaves no large file behind. */
const PAGES_GIVEN_BACK = 64

interface Row {
  readonly seq: number
  readonly id: string
  readonly rank: number
  readonly read_id: string
  readonly bytes: number
  readonly head: string
  readonly body: Buffer | null
}

/**
 * The outbox in one SQLite file. WAL with synchronous=FULL: a commit is on the disk when `put` returns.
 * Not encrypted by itself: the state directory lies on the unit's encrypted disk (docs/edge-agent.md).
 *
 * @param path of the file, or `:memory:`
 * @param clock milliseconds since 1970
 */
export function openSqliteOutbox(path: string, maxBytes: number, clock: () => number): Outbox {
  const db = openOutboxFile(path)
  const insert = db.prepare(
    `INSERT INTO parcel (id, rank, held, read_id, put_at, bytes, head, body)
     VALUES (@id, @rank, @held, @readId, @putAt, @bytes, @head, @body) ON CONFLICT (id) DO NOTHING`,
  )
  const byId = db.prepare<[string], Row>('SELECT * FROM parcel WHERE id = ?')
  const ofRead = db.prepare<[string], Row>('SELECT * FROM parcel WHERE read_id = ? AND rank >= 2')
  const remove = db.prepare('DELETE FROM parcel WHERE id = ?')
  const release = db.prepare('UPDATE parcel SET held = 0 WHERE read_id = ? AND rank >= 2')
  const waiting = db.prepare<[], Row>('SELECT * FROM parcel WHERE held = 0 ORDER BY rank, seq')
  const oldestOf = db.prepare<[number], Row>('SELECT * FROM parcel WHERE rank = ? ORDER BY seq LIMIT 1')
  const keep = db.prepare(
    `INSERT INTO refused (id, refused_at, refusal, bytes, head, body)
     VALUES (@id, @at, @refusal, @bytes, @head, @body) ON CONFLICT (id) DO NOTHING`,
  )
  const tally = db.prepare<[], { bytes: number; evicted: number }>('SELECT bytes, evicted FROM tally')
  const countEvicted = db.prepare('UPDATE tally SET evicted = evicted + ?')
  const counts = db.prepare<[], { waiting: number; oldest: number | null; refused: number }>(
    `SELECT (SELECT count(*) FROM parcel) AS waiting, (SELECT put_at FROM parcel ORDER BY seq LIMIT 1) AS oldest,
            (SELECT count(*) FROM refused) AS refused`,
  )
  const refusedBytes = db.prepare<[], { bytes: number | null }>('SELECT sum(bytes) AS bytes FROM refused')
  const forgetRefused = db.prepare('DELETE FROM refused WHERE seq = (SELECT min(seq) FROM refused)')

  const expireWaiting = db.prepare<[string]>('DELETE FROM parcel WHERE id < ?')
  const expireRefused = db.prepare<[string]>('DELETE FROM refused WHERE id < ?')
  const expire = db.transaction(() => {
    const first = firstIdKept(clock())
    const gone = expireWaiting.run(first).changes
    expireRefused.run(first)
    if (gone > 0) countEvicted.run(gone)
  })
  explained(() => expire.immediate())

  const bytesHeld = () => tally.get()?.bytes ?? 0

  function makeRoom(): void {
    for (const rank of EVICTION_ORDER) {
      while (bytesHeld() > maxBytes) {
        const oldest = oldestOf.get(rank)
        if (!oldest) break
        const gone = rank >= 2 ? [oldest] : [oldest, ...ofRead.all(oldest.id)]
        for (const row of gone) remove.run(row.id)
        countEvicted.run(gone.length)
      }
    }
  }

  function refuse(row: Row, refusal: Refusal): void {
    if (refusal.code !== 'expired') keep.run({ ...row, at: clock(), refusal: JSON.stringify(refusal) })
    remove.run(row.id)
  }

  const put = db.transaction((sighting: Sighting, images: Parameters<Outbox['put']>[1]) => {
    expire()
    const { id } = sighting.read
    const isHit = sighting.hits.length > 0
    const head = JSON.stringify(Sighting.parse(sighting))
    const putAt = clock()
    insert.run({
      id,
      rank: isHit ? 0 : 1,
      held: 0,
      readId: id,
      putAt,
      bytes: Buffer.byteLength(head),
      head,
      body: null,
    })
    for (const { header, bytes } of images) {
      const imageHead = JSON.stringify(ImageHeader.parse(header))
      insert.run({
        id: header.id,
        rank: isHit ? 2 : 3,
        held: 1,
        readId: header.read,
        putAt,
        bytes: bytes.byteLength + Buffer.byteLength(imageHead),
        head: imageHead,
        body: bytes,
      })
    }
    makeRoom()
  })

  const accepted = db.transaction((ids: readonly string[]) => {
    for (const id of ids) {
      remove.run(id)
      release.run(id)
    }
  })

  const refused = db.transaction((id: string, refusal: Refusal) => {
    const row = byId.get(id)
    if (!row) return
    refuse(row, refusal)
    const detail = `its Read was refused: ${refusal.detail}`.slice(0, 500)
    const code = refusal.code === 'expired' ? 'expired' : 'unknown-read'
    for (const image of row.rank < 2 ? ofRead.all(id) : []) refuse(image, { code, detail })
    while ((refusedBytes.get()?.bytes ?? 0) > maxBytes * REFUSED_SHARE) forgetRefused.run()
  })

  return {
    put: (sighting, images) => explained(() => put.immediate(sighting, images)),
    next(limit, except) {
      explained(() => expire.immediate())
      const given: Parcel[] = []
      let rank: number | null = null
      let bytes = 0
      for (const row of waiting.iterate()) {
        if (except.has(row.id)) continue
        rank ??= row.rank
        if (row.rank !== rank || given.length >= limit) break
        bytes += row.bytes
        if (given.length > 0 && bytes > BATCH_BYTES) break
        given.push(parcelOf(row))
      }
      return given
    },
    accepted: (ids) =>
      explained(() => {
        accepted.immediate(ids)
        db.pragma(`incremental_vacuum(${PAGES_GIVEN_BACK})`)
      }),
    refused: (id, refusal) => explained(() => refused.immediate(id, Refusal.parse(refusal))),
    state(): OutboxState {
      const row = counts.get()
      const { bytes, evicted } = tally.get() ?? { bytes: 0, evicted: 0 }
      return {
        waiting: row?.waiting ?? 0,
        oldestAt: row?.oldest ?? null,
        bytes,
        refused: row?.refused ?? 0,
        evicted,
      }
    },
    close: () => {
      db.close()
    },
  }
}

/** Ids begin with the time of capture, so that one below this is of a day that must be gone. */
function firstIdKept(nowMs: number): string {
  const kept = (Math.floor(nowMs / DAY_MS) - MOST_DAYS + 1) * DAY_MS
  const hex = Math.max(0, kept).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}

/** What was written by an earlier version of this program is validated again when it is read. */
function parcelOf(row: Row): Parcel {
  const head: unknown = JSON.parse(row.head)
  if (row.rank < 2) return { kind: 'sighting', id: row.id, sighting: Sighting.parse(head) }
  return {
    kind: 'image',
    id: row.id,
    header: ImageHeader.parse(head),
    bytes: row.body ?? new Uint8Array(),
  }
}
