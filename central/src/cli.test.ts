import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnrolmentCode } from '@archway/shared/enrolment'
import { Policy } from '@archway/shared/policy'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { cli } from './cli.ts'
import { verifyExported } from './command/audit-commands.ts'
import { readConfig } from './config.ts'
import { openAuthority } from './fleet/authority.ts'
import { createAuthorityFiles } from './fleet/authority-files.ts'
import type { Ledger } from './ledger/ledger.ts'
import { openLedgerHere } from './ledger/sqlite-ledger.ts'
import { enrolment } from './people/codes.ts'
import { openFactorKey } from './people/factor-key.ts'
import { codeAt } from './people/people.fixture.ts'
import { openPolicyBook } from './policy/policy-book.ts'

const folder = mkdtempSync(join(tmpdir(), 'cli-'))
const policy = join(import.meta.dirname, '../policy.yaml')
const CONFIG = join(folder, 'central.yaml')
const keys = join(folder, 'keys')

let ledger: Ledger
let out: string[]
let err: string[]
let started: string[]
let typed: string
let typing: string[]

beforeAll(async () => {
  writeFileSync(
    CONFIG,
    `data: data\nkeys: keys\npolicy: ${policy}\nnames: [localhost]\nbroker: {}\nhttp: {}\n`,
  )
  await createAuthorityFiles(keys, Date.now())
})
beforeEach(() => {
  ledger = openLedgerHere(':memory:')
  out = []
  err = []
  started = []
  typed = ''
  typing = []
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(...args: string[]): Promise<number> {
  const config = readConfig(CONFIG)
  if (!config.ok) throw new Error(config.error.join())
  const silent = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err.push(String(text))
    return true
  })
  try {
    return await cli(
      args,
      { version: '1', defaultConfig: CONFIG },
      {
        serve: async (file) => started.push(`serve ${file}`) - 1,
        init: async (file) => started.push(`init ${file}`) - 1,
        openapi: () => started.push('openapi') - 1,
        convert: async ({ file, from, to }) => started.push(`convert ${file} ${from} ${to}`) - 1,
        verifyExport: (order) =>
          verifyExported(order, {
            out: (text) => out.push(text),
            err: (text) => err.push(text),
            secret: () => Promise.reject(new Error('nobody to ask')),
          }),
        verifyFile: async (what, { file, key }) => started.push(`${what} ${file} ${key}`) - 1,
        restore: async (file, from) => started.push(`restore ${file} ${from}`) - 1,
        administer: (_file, command) =>
          command({
            config: config.value,
            ledger,
            authority: () => openAuthority(keys, config.value.certificates),
            terminal: {
              out: (text) => out.push(text),
              err: (text) => err.push(text),
              secret: async () => typing.shift() ?? typed,
            },
            now: Date.now,
            random: (into) => crypto.getRandomValues(into),
            by: 'tester',
          }),
      },
    )
  } finally {
    silent.mockRestore()
  }
}
const said = () => err.join('\n')
const add = (name: string, ...more: string[]) => run('user', 'add', name, ...more, '--role', 'operator')

describe('command line', () => {
  test('serve and init take the configuration, by option or from the environment', async () => {
    expect(await run('serve', '--config', 'other.yaml')).toBe(0)
    await run('init')
    expect(started).toEqual(['serve other.yaml', `init ${CONFIG}`])
  })

  test('verifies certificates and packages without a configuration, and restores before there is a ledger', async () => {
    await run('retention', 'verify', 'a.json', '--key', 'k.pem')
    await run('disclosure', 'verify', 'b.zip', '--key', 'k.pem')
    await run('restore', '--from', 'there')
    expect(started).toEqual(['certificate a.json k.pem', 'disclosure b.zip k.pem', `restore ${CONFIG} there`])
    expect(await run('restore')).toBe(2)
    expect(await run('backup')).toBe(2)
    expect(await run('retention', 'verify', 'a.json')).toBe(2)
  })

  test('a device is added with its place, and its code stands alone on the output', async () => {
    const place = ['--lat', '38.6', '--lon', '-90.2', '--label', 'Grand']
    expect(await run('device', 'add', 'f-1', '--kind', 'fixed', '--name', 'First', ...place)).toBe(0)
    expect(out).toHaveLength(1)
    expect(EnrolmentCode.safeParse(out[0]).success).toBe(true)
    expect(await ledger.devices()).toMatchObject([
      { id: 'f-1', place: { lat: 38.6, lon: -90.2, label: 'Grand' } },
    ])
    expect(await run('device', 'add', 'f-1', '--kind', 'fixed', '--name', 'First', ...place)).toBe(1)
    expect(said()).toContain('there is a device f-1 already')
    out = []
    expect(await run('device', 'code', 'f-1')).toBe(0)
    expect(out[0]).toMatch(/^f-1\./)
    expect(await run('device', 'revoke', 'f-1')).toBe(0)
    expect(await run('device', 'code', 'f-1')).toBe(1)
    expect(await run('device', 'revoke', 'none')).toBe(1)
    out = []
    await run('device', 'list')
    expect(out[1]).toMatch(/^f-1 +fixed +First +38\.6,-90\.2 +revoked/)
  })

  test.each([
    [['device', 'add', 'f-1', '--kind', 'fixed', '--name', 'x'], /needs --lat and --lon/],
    [['device', 'add', 'v-1', '--kind', 'vehicle', '--name', 'x', '--lat', '1', '--lon', '1'], /never kept/],
    [['device', 'add', 'Bad_Id', '--kind', 'vehicle', '--name', 'x'], /device id has lower-case/],
    [['device', 'add', 'f-1', '--kind', 'plane', '--name', 'x'], /kind/],
    [['device', 'add', 'f-1', '--kind', 'fixed', '--name', 'x', '--lat', '99', '--lon', '0'], /lat/],
    [['user', 'add', 'kim'], /--role/],
    [['user', 'add', 'kim', '--badge', 'D1', '--role', 'king'], /role/],
    [['user', 'add', 'kim', '--role', 'operator'], /--badge/],
    [['user', 'training', 'kim', '--course', 'ALPR'], /none of them/],
    [['user', 'roster', '--at', 'lately'], /a day as/],
    [['user', 'disable', 'kim'], /--reason/],
    [['policy', 'propose', 'x.yaml', '--as', 'kim'], /--reason/],
    [['policy', 'approve', 'x', '--as', 'kim'], /numbers/],
    [
      ['hotlist', 'import', 'x.csv', '--format', 'csv', '--list', 'a', '--source-time', 'yesterday'],
      /when the source made/,
    ],
    [
      [
        'hotlist',
        'import',
        'x.csv',
        '--format',
        'csv',
        '--list',
        'A B',
        '--source-time',
        '2026-01-01T00:00:00Z',
      ],
      /list name/,
    ],
    [
      [
        'hotlist',
        'import',
        'x.csv',
        '--format',
        'csv',
        '--list',
        'a',
        '--source-time',
        '2026-01-01T00:00:00Z',
      ],
      /no file/,
    ],
    [
      [
        'hotlist',
        'import',
        'x.csv',
        '--format',
        'what',
        '--list',
        'a',
        '--source-time',
        '2026-01-01T00:00:00Z',
      ],
      /no format/,
    ],
    [['audit', 'restart', '--reason', 'short'], /what happened/],
    [['audit', 'verify-export', 'x'], /--key/],
    [['audit', 'verify-export', 'x', '--key', 'none.pem'], /is no public key/],
    [['nonsense'], /unknown command/],
  ])('misuse: %j', async (args, complaint) => {
    expect(await run(...args)).toBe(2)
    expect(said()).toMatch(complaint)
    expect(await ledger.uses(0, 10)).toEqual([])
  })

  test('a user gets a generated password, or a typed one that is good enough', async () => {
    expect(await add('kim', '--badge', 'D1', '--generate', '--display', 'Kim Lee')).toBe(0)
    expect(out).toEqual([expect.stringMatching(/^[A-Za-z3-9]{20}$/)])
    typed = 'short'
    expect(await add('lee', '--badge', 'D2')).toBe(1)
    expect(said()).toContain('at least 12 characters')
    typed = 'a long and good one'
    expect(await run('user', 'add', 'lee', '--badge', 'D2', '--role', 'operator', 'it-administrator')).toBe(0)
    expect(await add('lee', '--badge', 'D2')).toBe(1)
    expect((await ledger.people()).map(({ name, displayName, roles }) => [name, displayName, roles])).toEqual(
      [
        ['kim', 'Kim Lee', ['operator']],
        ['lee', 'lee', ['operator', 'it-administrator']],
      ],
    )
    expect(await run('user', 'unlock', 'kim')).toBe(0)
    expect(await run('user', 'unlock', 'none')).toBe(1)
    out = []
    await run('user', 'list')
    expect(out).toHaveLength(3)
    expect(said()).not.toContain(typed)
  })

  test('people: dated, trained, reviewed, and out in one act', async () => {
    for (const [name, role] of [
      ['kim', 'operator'],
      ['wood', 'rtcc-commander'],
    ] as const) {
      expect(await run('user', 'add', name, '--badge', `D-${name}`, '--generate', '--role', role)).toBe(0)
    }
    expect(await run('user', 'add', 'twin', '--badge', 'D-kim', '--generate', '--role', 'operator')).toBe(1)
    expect(said()).toContain('nobody has two')
    expect(await run('user', 'grant', 'kim', '--role', 'supervisor')).toBe(0)
    expect(await run('user', 'grant', 'kim', '--role', 'supervisor')).toBe(1)
    expect(await run('user', 'revoke', 'kim', '--role', 'operator')).toBe(0)
    const training = ['--course', 'ALPR', '--trainer', 'Sgt. Hill', '--date', '2026-01-05']
    expect(await run('user', 'training', 'kim', ...training)).toBe(0)
    expect(await run('user', 'training', 'kim', ...training.with(5, '2126-01-05'))).toBe(1)
    expect(await run('user', 'receipt', 'kim', '--signature', 'Kim Lee')).toBe(0)
    out = []
    expect(await run('user', 'training', 'kim')).toBe(0)
    expect(out.join()).toMatch(/training ALPR +by Sgt. Hill.*receipt 5-27 version 1/)
    out = []
    await run('user', 'roster')
    expect(out[1]).toMatch(/^kim +D-kim +kim +supervisor$/)
    out = []
    await run('user', 'roster', '--at', '2020-01-01')
    expect(out).toHaveLength(1)
    expect(await run('user', 'disable', 'kim', '--reason', 'left the department')).toBe(0)
    expect(await run('user', 'enable', 'kim')).toBe(0)
    expect(await run('user', 'reset-factor', 'kim')).toBe(0)
    expect(await run('user', 'password', 'kim', '--generate')).toBe(0)
    expect(await run('user', 'link', 'kim', '--subject', 'k.lee')).toBe(1)
    expect(said()).toContain('no "sso" in the configuration')
  })

  test('policy: two persons with password and code, never one; the file in force can be printed', async () => {
    const enrol = async (name: string, role: string) => {
      out = []
      await run('user', 'add', name, '--badge', `D-${name}`, '--generate', '--role', role)
      const secret = new Uint8Array(20).fill(name.length)
      await ledger.enrolTotp(name, openFactorKey(keys).seal(name, secret), 0, 1)
      const shown = enrolment(name, secret).secret
      return (step = 0) => [out[0] ?? '', codeAt(shown, Date.now() + step * 30_000)]
    }
    const file = join(folder, 'stricter.yaml')
    writeFileSync(
      file,
      readFileSync(policy, 'utf8')
        .replace('days: 90', 'days: 30')
        .replace('nonhitDays: 90', 'nonhitDays: 0')
        .replace('slmpd-plan-1', 'plan-2'),
    )
    await openPolicyBook(ledger, Policy.parse(parse(readFileSync(policy, 'utf8'))), () => 1)
    const propose = ['policy', 'propose', file, '--reason', 'the board asked for it', '--as']

    const kim = await enrol('kim', 'operator')
    typing = kim()
    expect(await run(...propose, 'kim')).toBe(1)
    expect(said()).toContain('needs one of the roles rtcc-commander')
    typing = ['wrong', '000000']
    expect(await run(...propose, 'kim')).toBe(1)

    const wood = await enrol('wood', 'rtcc-commander')
    typing = wood(-1)
    expect(await run(...propose, 'wood')).toBe(0)
    expect(out.slice(1)).toEqual(['retention.days: 90 → 30', 'retention.nonhitDays: 90 → 0'])
    out = out.slice(0, 1)
    typing = wood()
    expect(await run('policy', 'approve', '2', '--as', 'wood')).toBe(1)
    expect(said()).toContain('whoever proposed it cannot approve it')
    const baker = await enrol('baker', 'program-commander')
    typing = baker()
    expect(await run('policy', 'approve', '2', '--as', 'baker')).toBe(0)
    out = []
    await run('policy', 'show')
    expect(Policy.parse(parse(out[0] ?? '')).retention).toEqual({ days: 30, nonhitDays: 0 })
    out = []
    await run('policy', 'list')
    expect(out[2]).toMatch(/^2 +plan-2 +in force +wood, .* baker, .*retention.days: 90 → 30/)
    writeFileSync(file, 'version: x\nretention: { days: 91 }\n')
    expect(await run(...propose, 'wood')).toBe(2)
    expect(
      (await ledger.uses(0, 99))
        .filter(({ action }) => action === 'policy-approve')
        .map(({ who, outcome }) => [who, outcome]),
    ).toEqual([
      ['wood', 'failure'],
      ['baker', 'success'],
    ])
  })

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
    await ledger.addPerson(
      { ...person, name: 'cora', roles: ['rtcc-commander'] } as never,
      'x',
      Date.now(),
      'it',
    )
    await ledger.addPerson({ ...person, name: 'oli', roles: ['operator'] } as never, 'x', Date.now(), 'it')
    expect(await bring(['A1', 'A2', 'A3'])).toBe(0)
    expect(await bring(['A1'])).toBe(1)
    expect(said()).toMatch(/from 3 to 1 entries.*--accept-shrink/)
    expect(await bring(['A1'], '--accept-shrink', 'nobody')).toBe(2)
    expect(await bring(['A1'], '--accept-shrink', 'oli')).toBe(2)
    expect(said()).toMatch(/oli may not/)
    expect(await bring(['A1'], '--accept-shrink', 'cora')).toBe(0)
    out = []
    expect(await run('hotlist', 'diff', '1', '2')).toBe(0)
    expect(out).toEqual(['0 added, 2 removed'])
    expect(await run('hotlist', 'diff', '1', '9')).toBe(2)
    expect(await run('hotlist', 'versions')).toBe(0)
    expect(out.at(-1)).toMatch(/^2 +hot +1 /)
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
    expect(await ledger.hotlistVersion()).toBeNull()
    expect(await run(...args)).toBe(0)
    expect(out.slice(0, 4)).toEqual([
      '3 lines: 3 records, 0 header, 0 trailer, 0 blank',
      '  plate: 1 (lines 2)',
      '  category-unknown: 1 (lines 3)',
      '  issuer not known: 1 (taken)',
    ])
    expect(out.join()).not.toMatch(/ABC123|XYZ9/)
    writeFileSync(list, 'UNKNOWN hot\n')
    expect(await run(...args)).toBe(1)
    expect(said()).toContain('not imported: no line gave an entry')
    out = []
    await run('hotlist', 'list')
    expect(out[1]).toMatch(/^own +1 /)
    writeFileSync(layout, 'shape: { kind: fixed }\n')
    expect(await run(...args)).toBe(2)
  })

  test('the audit log is exported, and verified elsewhere with the public key alone', async () => {
    await run('device', 'add', 'v-1', '--kind', 'vehicle', '--name', 'V')
    const exported = join(folder, 'export')
    const key = join(exported, 'audit-public-key.pem')
    expect(await run('audit', 'verify')).toBe(1)
    expect(said()).toContain('nothing is proven: no checkpoint')
    expect(await run('audit', 'export', exported)).toBe(0)
    out = []
    err = []
    expect(await run('audit', 'verify-export', exported, '--key', key)).toBe(0)
    expect(out.slice(0, 3)).toEqual([
      'lines        3',
      expect.stringMatching(/^root/),
      'checkpoints  1 agree',
    ])
    expect(err).toEqual(['the log verifies'])
    expect(await run('audit', 'verify')).toBe(0)
    await expect(run('audit', 'export', exported)).rejects.toThrow(/not empty/)
    expect((await ledger.uses(0, 10)).map(({ action }) => action)).toContain('audit-export')
    mkdirSync(join(folder, 'data'), { recursive: true })
    expect(await run('audit', 'restart', '--reason', 'for no reason at all')).toBe(1)
    expect(said()).toContain('not restarted: the log verifies')
  })
})
