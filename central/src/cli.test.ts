import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { EnrolmentCode } from '@archway/shared/enrolment'
import { describe, expect, test } from 'vitest'
import { commandLine } from './cli.fixture.ts'

const at = commandLine()
const { folder, run, said } = at

describe('command line', () => {
  test('serve and init take the configuration, by option or from the environment', async () => {
    expect(await run('serve', '--config', 'other.yaml')).toBe(0)
    await run('init')
    expect(at.started).toEqual(['serve other.yaml', `init ${at.config}`])
  })

  test('verifies certificates and packages without a configuration, and restores before there is a ledger', async () => {
    await run('retention', 'verify', 'a.json', '--key', 'k.pem')
    await run('disclosure', 'verify', 'b.zip', '--key', 'k.pem')
    await run('restore', '--from', 'there')
    expect(at.started).toEqual([
      'certificate a.json k.pem',
      'disclosure b.zip k.pem',
      `restore ${at.config} there`,
    ])
    expect(await run('restore')).toBe(2)
    expect(await run('backup')).toBe(2)
    expect(await run('retention', 'verify', 'a.json')).toBe(2)
  })

  test('a device is added with its place, and its code stands alone on the output', async () => {
    const place = ['--lat', '38.6', '--lon', '-90.2', '--label', 'Grand']
    expect(await run('device', 'add', 'f-1', '--kind', 'fixed', '--name', 'First', ...place)).toBe(0)
    expect(at.out).toHaveLength(1)
    expect(EnrolmentCode.safeParse(at.out[0]).success).toBe(true)
    expect(await at.ledger.devices()).toMatchObject([
      { id: 'f-1', place: { lat: 38.6, lon: -90.2, label: 'Grand' } },
    ])
    expect(await run('device', 'add', 'f-1', '--kind', 'fixed', '--name', 'First', ...place)).toBe(1)
    expect(said()).toContain('there is a device f-1 already')
    at.out = []
    expect(await run('device', 'code', 'f-1')).toBe(0)
    expect(at.out[0]).toMatch(/^f-1\./)
    expect(await run('device', 'revoke', 'f-1')).toBe(0)
    expect(await run('device', 'code', 'f-1')).toBe(1)
    expect(await run('device', 'revoke', 'none')).toBe(1)
    at.out = []
    await run('device', 'list')
    expect(at.out[1]).toMatch(/^f-1 +fixed +First +38\.6,-90\.2 +revoked/)
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
    expect(await at.ledger.uses(0, 10)).toEqual([])
  })

  test('the audit log is exported, and verified elsewhere with the public key alone', async () => {
    await run('device', 'add', 'v-1', '--kind', 'vehicle', '--name', 'V')
    const exported = join(folder, 'export')
    const key = join(exported, 'audit-public-key.pem')
    expect(await run('audit', 'verify')).toBe(1)
    expect(said()).toContain('nothing is proven: no checkpoint')
    expect(await run('audit', 'export', exported)).toBe(0)
    at.out = []
    at.err = []
    expect(await run('audit', 'verify-export', exported, '--key', key)).toBe(0)
    expect(at.out.slice(0, 3)).toEqual([
      'lines        3',
      expect.stringMatching(/^root/),
      'checkpoints  1 agree',
    ])
    expect(at.err).toEqual(['the log verifies'])
    expect(await run('audit', 'verify')).toBe(0)
    await expect(run('audit', 'export', exported)).rejects.toThrow(/not empty/)
    expect((await at.ledger.uses(0, 10)).map(({ action }) => action)).toContain('audit-export')
    mkdirSync(join(folder, 'data'), { recursive: true })
    expect(await run('audit', 'restart', '--reason', 'for no reason at all')).toBe(1)
    expect(said()).toContain('not restarted: the log verifies')
  })
})
