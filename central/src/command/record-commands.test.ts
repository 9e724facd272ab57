import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findBrowser } from '../report/print-pdf.ts'
import { Dollars, importAssets } from './asset-commands.ts'
import type { CommandMeans } from './means.ts'

let folder: string
let said: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archway-record-'))
  said = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Whoever gets as far as the ledger, or the question for a password, has gone too far. */
const means = () => ({ terminal: { err: (text: string) => said.push(text) } }) as unknown as CommandMeans

describe('amounts', () => {
  test.each([
    ['4000', 400_000],
    ['$4,000', 400_000],
    ['1399.50', 139_950],
    ['0', 0],
  ])('%s', (text, cents) => expect(Dollars.parse(text)).toBe(cents))
  test.each(['', '-1', '1.5', '1,00', '4000 USD', '1e3', 'NaN'])('"%s" is none', (text) =>
    expect(Dollars.safeParse(text).success).toBe(false),
  )
})

describe('importing what units cost', () => {
  const run = (content: string | Buffer) => {
    const file = join(folder, 'assets.csv')
    writeFileSync(file, content)
    return importAssets(file, 'pat', means())
  }
  test('every wrong row is named, and nothing is recorded', async () => {
    const rows = [
      'device,kind,dollars,fund,day,note',
      'unit-1,purchase,4000,City,2026-03-02,',
      'unit-1,gift,4000,City,2026-03-02,',
      'unit-1,repair,cheap,City,2026-03-02,',
      'UNIT 1,repair,1400,City,2026-03-02,',
      'unit-1,repair,1400,City,2026-02-30,',
      'unit-1,repair,1400',
      '"unit-1",repair,"1,400","City, and Grant",2026-03-02,"a ""dent"""',
    ]
    expect(await run(rows.join('\r\n'))).toBe(2)
    expect(said.map((text) => text.split(':')[0])).toEqual([
      'row 3',
      'row 4',
      'row 5',
      'row 6',
      'row 7',
      'nothing recorded',
    ])
  })
  test.each([
    ['another head', 'unit,price\n'],
    ['nothing', ''],
    ['no text', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a])],
  ])('a file with %s is refused', async (_name, content) => {
    expect(await run(content)).toBe(2)
    expect(said.join()).toContain('the first line must be')
  })
})

describe('a browser to print with', () => {
  test('is the one that is named, or the first on the path, or none', () => {
    expect(findBrowser(folder, null)).toBeNull()
    expect(findBrowser(folder, join(folder, 'gone'))).toBeNull()
    const file = join(folder, 'chromium')
    writeFileSync(file, '', { mode: 0o600 })
    expect(findBrowser(folder, null)).toBeNull()
    writeFileSync(join(folder, 'google-chrome'), '', { mode: 0o700 })
    expect(findBrowser(`/nowhere:${folder}`, null)).toBe(join(folder, 'google-chrome'))
  })
})
