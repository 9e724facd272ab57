import { beforeEach, expect, test } from 'vitest'
import { createFaultBook, type FaultBook } from './fault-book.ts'

const HOUR_MS = 3_600_000
let now: number
let logged: unknown[]
let book: FaultBook
beforeEach(() => {
  now = 1000
  logged = []
  book = createFaultBook({ error: (...line: unknown[]) => void logged.push(line) }, () => now)
})
const fails = () => Promise.reject(new Error('the disk is full'))

test('an incident is logged in full, told in a sentence of ours, counted, and fades an hour after the last', () => {
  book.onFault('the API failed')(new Error('SEC7RET'))
  now += 10
  book.onFault('the API failed')(new Error('SEC7RET'))
  expect(book.current()).toEqual([
    { what: 'the API failed', since: 1000, last: 1010, times: 2, standing: false },
  ])
  expect(logged).toMatchObject([[{ err: { name: 'Error', message: 'SEC7RET' } }, 'the API failed'], {}])
  now += HOUR_MS - 1
  expect(book.current()).toHaveLength(1)
  now += 1
  expect(book.current()).toEqual([])
  book.onFault('the API failed')(new Error('again'))
  expect(book.current()).toMatchObject([{ since: now, times: 1 }])
})

test('what is done again and again is at fault until it succeeds, however long that takes', async () => {
  await book.run('sessions were not swept', fails)
  now += 30 * HOUR_MS
  await book.run('sessions were not swept', fails)
  now += 30 * HOUR_MS
  expect(book.current()).toEqual([
    { what: 'sessions were not swept', since: 1000, last: 1000 + 30 * HOUR_MS, times: 2, standing: true },
  ])
  await book.run('sessions were not swept', () => Promise.resolve())
  expect(book.current()).toEqual([])
})
