import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bytes, scanned } from './hotlist.fixture.ts'
import { LayoutError, linesOf } from './read-lines.ts'

test('what is not text is refused as a whole', () => {
  expect(() => scanned(Uint8Array.of(0x41, 0xff, 0xfe), 'csv')).toThrow(/UTF-8/)
  expect(() => scanned(readFileSync(process.execPath).subarray(0, 50_000), 'ncic')).toThrow(LayoutError)
})

test('characters of several bytes come whole, wherever the file is cut; one that is cut off is refused', () => {
  const text = '\uFEFFplate,é\nA1,\uFEFFñ\n\n😀,日本'
  const whole = new TextEncoder().encode(text)
  const wanted = text.split('\n')
  for (let cut = 0; cut <= whole.length; cut++) {
    const chunks = [whole.subarray(0, cut), new Uint8Array(), whole.subarray(cut)]
    expect([...linesOf(chunks)]).toEqual(wanted)
  }
  const begun = whole.subarray(0, whole.length - 1)
  expect(() => [...linesOf([begun])]).toThrow(/UTF-8/)
  expect(() => [...linesOf([begun, new Uint8Array(), bytes('A')])]).toThrow(/UTF-8/)
})
