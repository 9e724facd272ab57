import { expect, test } from 'vitest'
import { createServerClock } from './server-clock.ts'

const AT = Date.UTC(2026, 10, 24, 12)
const answering = (date: string | null) => async () =>
  new Response('', { headers: date === null ? {} : { date } })

test('takes the time of the server where the workstation is wrong by more than its grain', async () => {
  const clock = createServerClock(() => AT)
  expect(clock.now()).toBe(AT)
  await clock.timed(answering(new Date(AT + 1000).toUTCString()))('/')
  expect(clock.now()).toBe(AT)
  await clock.timed(answering(new Date(AT + 300_000).toUTCString()))('/')
  expect(clock.now()).toBe(AT + 300_500)
  await clock.timed(answering(null))('/')
  expect(clock.now()).toBe(AT + 300_500)
})
