import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commandLine } from './cli.fixture.ts'

const at = commandLine()
const { folder, run, said } = at

describe('command line: lists', () => {
  test('a shrink needs the name of somebody who may confirm it; versions and what they differ in are counted', async () => {
    const list = join(folder, 'shrink.csv')
    const args = ['hotlist', 'import', list, '--format', 'csv', '--list', 'hot']
    const bring = (plates: string[], ...more: string[]) => {
      writeFileSync(
        list,
        ['plate,category', ...plates.map((plate) => `${plate},stolen-vehicle`), ''].join('\n'),
      )
      return run(...args, '--source-time', new Date().toISOString(), ...more)
    }
    const person = { displayName: 'x', badge: null } as const
    await at.ledger.addPerson(
      { ...person, name: 'cora', roles: ['rtcc-commander'] } as never,
      'x',
      Date.now(),
      'it',
    )
    await at.ledger.addPerson({ ...person, name: 'oli', roles: ['operator'] } as never, 'x', Date.now(), 'it')
    expect(await bring(['A1', 'A2', 'A3'])).toBe(0)
    expect(await bring(['A1'])).toBe(1)
    expect(said()).toMatch(/from 3 to 1 entries.*--accept-shrink/)
    expect(await bring(['A1'], '--accept-shrink', 'nobody')).toBe(2)
    expect(await bring(['A1'], '--accept-shrink', 'oli')).toBe(2)
    expect(said()).toMatch(/oli may not/)
    expect(await bring(['A1'], '--accept-shrink', 'cora')).toBe(0)
    at.out = []
    expect(await run('hotlist', 'diff', '1', '2')).toBe(0)
    expect(at.out).toEqual(['0 added, 2 removed'])
    expect(await run('hotlist', 'diff', '1', '9')).toBe(2)
    expect(await run('hotlist', 'versions')).toBe(0)
    expect(at.out.at(-1)).toMatch(/^2 +hot +1 /)
  })

  test('an import says what became of every line, by number only; a layout may be a file', async () => {
    const list = join(folder, 'list.txt')
    const layout = join(folder, 'layout.yaml')
    writeFileSync(
      layout,
      'shape: { kind: fixed, begins: "[A-Z0-9]", fields: { plate: [0, 8], type: [8, 20] } }\ncategory: { by: words, words: { hot: stolen-vehicle } }\nletterOAsZero: false\n',
    )
    writeFileSync(list, 'ABC123  hot\nUNKNOWN hot\nXYZ9    cold\n')
    const args = [
      'hotlist',
      'import',
      list,
      '--format',
      layout,
      '--list',
      'own',
      '--source-time',
      new Date().toISOString(),
    ]
    expect(await run(...args, '--dry-run')).toBe(0)
    expect(await at.ledger.hotlistVersion()).toBeNull()
    expect(await run(...args)).toBe(0)
    expect(at.out.slice(0, 4)).toEqual([
      '3 lines: 3 records, 0 header, 0 trailer, 0 blank',
      '  plate: 1 (lines 2)',
      '  category-unknown: 1 (lines 3)',
      '  issuer not known: 1 (taken)',
    ])
    expect(at.out.join()).not.toMatch(/ABC123|XYZ9/)
    writeFileSync(list, 'UNKNOWN hot\n')
    expect(await run(...args)).toBe(1)
    expect(said()).toContain('not imported: no line gave an entry')
    at.out = []
    await run('hotlist', 'list')
    expect(at.out[1]).toMatch(/^own +1 /)
    writeFileSync(layout, 'shape: { kind: fixed }\n')
    expect(await run(...args)).toBe(2)
  })
})
