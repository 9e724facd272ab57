import { expect, test } from 'vitest'
import { createAuthenticator } from './authenticator.ts'

test('each code is shown once, and a person is shown one that was not used', async () => {
  const authenticator = createAuthenticator()
  expect(() => authenticator.show(0)).toThrow('no key was scanned')
  authenticator.scan('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  // RFC 6238, appendix B, the last six digits for 59 s.
  expect(authenticator.show(59_000)).toEqual({ code: '287082', secondsLeft: 1 })
  const used = [await authenticator.nextCode(), await authenticator.nextCode()]
  expect(new Set(used).size).toBe(2)
  const { code, secondsLeft } = authenticator.show(Date.now())
  expect(used).not.toContain(code)
  expect(secondsLeft).toBeLessThanOrEqual(60)
})
