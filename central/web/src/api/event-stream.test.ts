import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEventCutter } from './event-stream.ts'

const WHOLE = ': hello\n\nevent: alert\ndata: {"a":1}\n\nevent: unit\r\ndata: x\r\ndata: y\r\n\r\nid: 4\n\n'
const EVENTS = [
  { name: 'comment', data: 'hello' },
  { name: 'alert', data: '{"a":1}' },
  { name: 'unit', data: 'x\ny' },
]

describe('event cutter', () => {
  test('cuts events, joins data lines, reports comments', () => {
    expect(createEventCutter()(WHOLE)).toEqual(EVENTS)
  })

  test('wherever the network cuts, the same events come out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(WHOLE.length), { maxLength: 6 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), WHOLE.length]
        const cut = createEventCutter()
        expect(at.slice(1).flatMap((end, i) => cut(WHOLE.slice(at[i], end)))).toEqual(EVENTS)
      }),
    )
  })

  test('an event that is not finished is not delivered', () => {
    expect(createEventCutter()('event: alert\ndata: {"a":')).toEqual([])
  })
})
