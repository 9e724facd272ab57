import { describe, expect, it } from 'vitest'
import { someAlert } from '../store/judged.fixture.ts'
import { type Announcement, createAnnouncer, SlowSubscriberError } from './announcer.ts'

const raised = (): Announcement => ({ kind: 'raised', record: someAlert(), committedAt: 1 })

async function take(subscription: AsyncIterable<Announcement>, count: number): Promise<Announcement[]> {
  const taken: Announcement[] = []
  for await (const announcement of subscription) {
    taken.push(announcement)
    if (taken.length === count) break
  }
  return taken
}

describe('announcer', () => {
  it('tells everybody who listens, in order, whether they wait for it or it for them', async () => {
    const announcer = createAnnouncer()
    const early = announcer.subscribe()
    const waiting = take(early, 2)
    const [one, two] = [raised(), raised()]
    announcer.announce(one)
    const late = announcer.subscribe()
    announcer.announce(two)
    expect(await waiting).toEqual([one, two])
    expect(await take(late, 1)).toEqual([two])
  })

  it('drops a subscriber that falls behind, and only that one', async () => {
    const announcer = createAnnouncer(3)
    const slow = announcer.subscribe()
    const quick = announcer.subscribe()
    const heard = take(quick, 5)
    for (let count = 0; count < 5; count += 1) {
      announcer.announce(raised())
      await new Promise((done) => setImmediate(done))
    }
    expect(await heard).toHaveLength(5)
    await expect(take(slow, 1)).rejects.toThrow(SlowSubscriberError)
    expect(announcer.counts()).toEqual({ subscribers: 0, announced: 5, dropped: 1 })
  })

  it('forgets a subscriber that closes or stops listening', async () => {
    const announcer = createAnnouncer()
    const closed = announcer.subscribe()
    const ending = take(closed, 1)
    await new Promise((done) => setImmediate(done))
    closed.close()
    expect(await ending).toEqual([])
    const stopped = announcer.subscribe()
    announcer.announce(raised())
    await take(stopped, 1)
    announcer.announce(raised())
    expect(announcer.counts()).toEqual({ subscribers: 0, announced: 2, dropped: 0 })
  })
})
