import { expect, test } from 'vitest'
import { createClosing } from './closing.ts'

test('what was opened last is closed first, and each is waited for', async () => {
  const closing = createClosing()
  const seen: string[] = []
  closing.add('ledger', () => seen.push('ledger'))
  closing.add('store', async () => {
    seen.push('store ends')
    await new Promise((resolve) => setTimeout(resolve, 10))
    seen.push('store ended')
  })
  await closing.close()
  expect(seen).toEqual(['store ends', 'store ended', 'ledger'])
})

test('one that fails keeps none of the others open, and is told at the end', async () => {
  const closing = createClosing()
  const seen: string[] = []
  closing.add('claim', () => seen.push('claim'))
  closing.add('ledger', () => Promise.reject(new Error('disk gone')))
  closing.add('store', () => {
    throw new Error('thread ended')
  })
  await expect(closing.close()).rejects.toThrow('not closed: store: thread ended; ledger: disk gone')
  expect(seen).toEqual(['claim'])
})

test('is done once, however often it is asked for', async () => {
  const closing = createClosing()
  let times = 0
  closing.add('ledger', async () => {
    times += 1
  })
  await Promise.all([closing.close(), closing.close()])
  expect(times).toBe(1)
})
