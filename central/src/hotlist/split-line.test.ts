import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitLine } from './split-line.ts'

test('cells survive being written with quotes and read again', () => {
  const cell = fc.string().map((text) => text.replace(/[\r\n]/g, ' '))
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (cells) => {
      const line = cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')
      expect(splitLine(line, ',')).toEqual(cells)
    }),
  )
})
