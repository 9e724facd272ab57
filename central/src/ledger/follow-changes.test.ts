import { afterEach, beforeEach, expect, test } from 'vitest'
import { followChanges } from './follow-changes.ts'

let counts: { devices: number; hotlists: number; policies: number; entries: number }
let calls: string[]
let faults: unknown[]
let react: () => Promise<void>
let follower: ReturnType<typeof followChanges>

beforeEach(() => {
  counts = { devices: 3, hotlists: 1, policies: 0, entries: 0 }
  calls = []
  faults = []
  react = async () => {}
  follower = followChanges(
    { changes: async () => ({ ...counts }) },
    {
      devices: async () => {
        calls.push('devices')
        await react()
      },
      hotlists: async () => void calls.push('hotlists'),
      policies: async () => void calls.push('policies'),
      entries: async () => void calls.push('entries'),
    },
    { ...counts },
    (error) => faults.push(error),
    5,
  )
})
afterEach(() => follower.stop())

const pause = () => new Promise((resolve) => setTimeout(resolve, 60))

test('nothing changed: nothing is done', async () => {
  await pause()
  expect(calls).toEqual([])
})

test('each change is acted on once', async () => {
  counts.hotlists += 1
  await expect.poll(() => calls).toEqual(['hotlists'])
  counts.devices += 5
  await expect.poll(() => calls).toEqual(['hotlists', 'devices'])
  await pause()
  expect(calls).toHaveLength(2)
})

test('a reaction that fails is reported and tried again', async () => {
  react = () => Promise.reject(new Error('not now'))
  counts.devices += 1
  await expect.poll(() => faults.length).toBeGreaterThan(1)
  react = async () => {}
  const before = calls.length
  await pause()
  expect(calls.length).toBeGreaterThanOrEqual(before)
  const after = calls.length
  await pause()
  expect(calls).toHaveLength(after)
})

test('a reaction that takes long delays no other topic', async () => {
  let finish = () => {}
  react = () =>
    new Promise((resolve) => {
      finish = resolve
    })
  counts.devices += 1
  await expect.poll(() => calls).toEqual(['devices'])
  counts.hotlists += 1
  await expect.poll(() => calls).toEqual(['devices', 'hotlists'])
  finish()
})

test('one reaction of a topic at a time; stop waits for it, and nothing follows', async () => {
  let finish = () => {}
  react = () =>
    new Promise((resolve) => {
      finish = resolve
    })
  counts.devices += 1
  await expect.poll(() => calls).toEqual(['devices'])
  await pause()
  expect(calls).toEqual(['devices'])
  const stopped = follower.stop()
  finish()
  await stopped
  counts.devices += 1
  await pause()
  expect(calls).toEqual(['devices'])
})
