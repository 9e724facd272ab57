import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Outbox, Parcel } from './outbox.ts'
import { sightingOf } from './sighting.fixture.ts'

const idsOf = (parcels: readonly Parcel[]) => parcels.map((parcel) => parcel.id)
const NONE: ReadonlySet<string> = new Set()
/** Everything that `next` would give, one kind after the other. */
function all(outbox: Outbox): Parcel[] {
  const seen = new Set<string>()
  const parcels: Parcel[] = []
  for (;;) {
    const more = outbox.next(1000, seen)
    if (more.length === 0) return parcels
    for (const parcel of more) seen.add(parcel.id)
    parcels.push(...more)
  }
}

const REFUSAL = { code: 'clock', detail: 'the clock is off' } as const

/** The promises of `Outbox`. Every driver passes. `open` gives an empty one that holds `maxBytes`. */
export function outboxContract(open: (maxBytes: number) => Outbox): void {
  let outbox: Outbox
  const put = (given: ReturnType<typeof sightingOf>) => {
    outbox.put(given.sighting, given.images)
    return given
  }
  beforeEach(() => {
    outbox = open(1e9)
  })
  afterEach(() => outbox.close())

  it('gives hits before reads, oldest first within each, and gives them again until settled', () => {
    const [a, b, c, d] = [
      put(sightingOf(1)),
      put(sightingOf(2, { hit: true })),
      put(sightingOf(3)),
      put(sightingOf(4, { hit: true })),
    ]
    const [hits, reads] = [
      [b, d],
      [a, c],
    ].map((some) => some.map((given) => given.sighting.read.id)) as [string[], string[]]
    expect(idsOf(outbox.next(10, NONE))).toEqual(hits)
    expect(idsOf(outbox.next(10, NONE))).toEqual(hits)
    expect(idsOf(outbox.next(1, NONE))).toEqual(hits.slice(0, 1))
    expect(idsOf(outbox.next(10, new Set(hits.slice(0, 1))))).toEqual(hits.slice(1))
    expect(idsOf(outbox.next(10, new Set(hits)))).toEqual(reads)
    expect(outbox.next(0, NONE)).toEqual([])
  })

  it('gives what was put, whole', () => {
    const { sighting, images } = put(sightingOf(1, { hit: true }))
    expect(outbox.next(1, NONE)).toEqual([{ kind: 'sighting', id: sighting.read.id, sighting }])
    outbox.accepted([sighting.read.id])
    const given = outbox.next(5, NONE)
    expect(given.map((parcel) => parcel.kind)).toEqual(['image', 'image'])
    for (const [index, parcel] of given.entries()) {
      if (parcel.kind !== 'image') throw new Error('expected an image')
      expect(parcel.header).toEqual(images[index]?.header)
      expect(Buffer.from(parcel.bytes).equals(images[index]?.bytes ?? Buffer.of())).toBe(true)
    }
  })

  it('holds images back until their Read is accepted; those of hits then go first', () => {
    const read = put(sightingOf(1))
    const hit = put(sightingOf(2, { hit: true }))
    const [readId, hitId] = [read.sighting.read.id, hit.sighting.read.id]
    expect(outbox.next(10, new Set([readId, hitId]))).toEqual([])
    outbox.accepted([readId])
    expect(idsOf(outbox.next(10, new Set([hitId])))).toEqual(read.images.map((image) => image.header.id))
    outbox.accepted([hitId])
    const hitImages = hit.images.map((image) => image.header.id)
    expect(idsOf(outbox.next(10, NONE))).toEqual(hitImages)
    expect(idsOf(outbox.next(10, new Set(hitImages)))).toEqual(read.images.map((image) => image.header.id))
  })

  it('gives no more at once than fits one message, but never nothing', () => {
    const given = Array.from({ length: 3 }, (_, n) => put(sightingOf(n, { size: 700_000 })))
    outbox.accepted(given.map(({ sighting }) => sighting.read.id))
    expect(outbox.next(10, NONE).length).toBe(1)
  })

  it('takes acks as often as they come, also of what it never had', () => {
    const { sighting, images } = put(sightingOf(1))
    const all = [sighting.read.id, ...images.map((image) => image.header.id)]
    for (let time = 0; time < 2; time++) {
      outbox.accepted(all)
      outbox.refused(sighting.read.id, REFUSAL)
    }
    outbox.refused('nobody', REFUSAL)
    expect(outbox.state()).toMatchObject({ waiting: 0, refused: 0, bytes: 0, oldestAt: null })
  })

  it('takes the same Sighting twice as one', () => {
    const given = put(sightingOf(1))
    put(given)
    expect(outbox.state().waiting).toBe(3)
  })

  it('keeps what is refused apart, with the images of a refused Read, and never gives it again', () => {
    const { sighting } = put(sightingOf(1))
    const other = put(sightingOf(2))
    outbox.refused(sighting.read.id, REFUSAL)
    outbox.refused(sighting.read.id, REFUSAL)
    expect(outbox.state()).toMatchObject({ refused: 3, waiting: 3 })
    outbox.accepted([other.sighting.read.id])
    expect(idsOf(outbox.next(10, NONE))).toEqual(other.images.map((image) => image.header.id))
  })

  it('tells how much waits, and since when', () => {
    expect(outbox.state()).toEqual({ waiting: 0, oldestAt: null, bytes: 0, refused: 0, evicted: 0 })
    put(sightingOf(1, { size: 5000 }))
    const { waiting, oldestAt, bytes } = outbox.state()
    expect(waiting).toBe(3)
    expect(oldestAt).toBeGreaterThan(0)
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(13_000)
  })

  describe('at its byte limit', () => {
    beforeEach(() => {
      outbox.close()
      outbox = open(50_000)
    })

    it('evicts images of reads first, oldest first, then images of hits, and counts', () => {
      const [read1, hit, read2] = [
        put(sightingOf(1, { size: 8000 })),
        put(sightingOf(2, { size: 8000, hit: true })),
        put(sightingOf(3, { size: 8000 })),
      ]
      expect(outbox.state().evicted).toBeGreaterThan(0)
      const sightings = all(outbox).filter((parcel) => parcel.kind === 'sighting')
      expect(sightings.length).toBe(3)
      outbox.accepted(idsOf(sightings))
      const left = idsOf(all(outbox))
      for (const { header } of hit.images) expect(left).toContain(header.id)
      expect(left).not.toContain(read1.images[0]?.header.id)
      expect(left).toContain(read2.images.at(-1)?.header.id)
      expect(outbox.state().bytes).toBeLessThanOrEqual(50_000)
    })

    it('evicts Reads last, those without a hit before hits', () => {
      const hit = put(sightingOf(1, { size: 10, hit: true }))
      const reads = Array.from({ length: 80 }, (_, n) => put(sightingOf(n + 2, { size: 10 })))
      const state = outbox.state()
      expect(state.bytes).toBeLessThanOrEqual(50_000)
      expect(state.evicted).toBe(3 * 81 - state.waiting)
      const left = idsOf(all(outbox))
      expect(left[0]).toBe(hit.sighting.read.id)
      expect(left).toContain(reads.at(-1)?.sighting.read.id)
      expect(left).not.toContain(reads[0]?.sighting.read.id)
    })

    it('keeps no more of what is refused than a share of the limit', () => {
      for (let n = 0; n < 40; n++) outbox.refused(put(sightingOf(n)).sighting.read.id, REFUSAL)
      const { refused, waiting } = outbox.state()
      expect(refused).toBeGreaterThan(0)
      expect(refused).toBeLessThan(20)
      expect(waiting).toBe(0)
    })
  })
}
