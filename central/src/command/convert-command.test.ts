import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { convertOut } from '../formats/convert.ts'
import { random, someRead } from '../store/judged.fixture.ts'
import { convertFile } from './convert-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'convert-'))
afterAll(() => rmSync(folder, { recursive: true }))

let out: string[]
let err: string[]
beforeEach(() => {
  out = []
  err = []
})

const convert = (content: string | Buffer, from: string, to: string, device: string | null = null) => {
  const file = join(folder, 'file')
  writeFileSync(file, content)
  const terminal = { out: (text: string) => out.push(text), err: (text: string) => err.push(text) }
  return convertFile({ file, from, to, device }, { terminal, random })
}
const GROUP = JSON.stringify(convertOut('openalpr-group', someRead({ device: 'cam-1' })))

test('one message, a list of them, or one a line: each becomes a line', async () => {
  expect(await convert(GROUP, 'openalpr-group', 'archway')).toBe(0)
  expect(await convert(`[${GROUP},${GROUP}]`, 'openalpr-group', 'onvif')).toBe(0)
  expect(await convert(`${GROUP}\n\n${GROUP}\n`, 'openalpr-group', 'genetec')).toBe(0)
  expect(out).toHaveLength(5)
  expect(JSON.parse(out[0] ?? '')).toMatchObject({
    read: { device: 'cam-1', model: 'foreign:openalpr-group' },
    provenance: { calibration: 'unknown' },
  })
})

test('what cannot be converted is counted and named by where it stands; the rest is converted', async () => {
  const code = await convert(`${GROUP}\nno JSON\n{"version":3}\n${GROUP}`, 'openalpr-group', 'archway')
  expect(code).toBe(1)
  expect(out).toHaveLength(2)
  expect(err).toEqual([
    expect.stringMatching(/^line 2: is not JSON/),
    expect.stringMatching(/^line 3: /),
    '2 converted, 2 refused',
  ])
})

test('a file that is not UTF-8, one that is empty, formats that are none: said, and nothing is written', async () => {
  expect(await convert(Buffer.from([0xff, 0xfe, 0x00]), 'onvif', 'archway')).toBe(1)
  expect(await convert('', 'onvif', 'archway')).toBe(1)
  expect(await convert(GROUP, 'openalpr-group', 'openalpr-group')).toBe(2)
  expect(await convert(GROUP, 'vendor', 'archway')).toBe(2)
  expect(await convert(GROUP, 'openalpr-group', 'archway', 'Not A Device')).toBe(2)
  expect(out).toEqual([])
  expect(err.join()).toMatch(/not UTF-8/)
})
