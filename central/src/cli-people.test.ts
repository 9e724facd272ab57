import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Policy } from '@archway/shared/policy'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { openSecrets } from './audit/secrets.ts'
import { commandLine, POLICY } from './cli.fixture.ts'
import { enrolment } from './people/codes.ts'
import { openFactorKey } from './people/factor-key.ts'
import { codeAt } from './people/people.fixture.ts'
import { openPolicyBook } from './policy/policy-book.ts'

const at = commandLine()
const { folder, run, said, add, keys } = at

describe('command line: people and policy', () => {
  test('a user gets a generated password, or a typed one that is good enough', async () => {
    expect(await add('kim', '--badge', 'D1', '--generate', '--display', 'Kim Lee')).toBe(0)
    expect(at.out).toEqual([expect.stringMatching(/^[A-Za-z3-9]{20}$/)])
    at.typed = 'short'
    expect(await add('lee', '--badge', 'D2')).toBe(1)
    expect(said()).toContain('at least 12 characters')
    at.typed = 'a long and good one'
    expect(await run('user', 'add', 'lee', '--badge', 'D2', '--role', 'operator', 'it-administrator')).toBe(0)
    expect(await add('lee', '--badge', 'D2')).toBe(1)
    expect(
      (await at.ledger.people()).map(({ name, displayName, roles }) => [name, displayName, roles]),
    ).toEqual([
      ['kim', 'Kim Lee', ['operator']],
      ['lee', 'lee', ['operator', 'it-administrator']],
    ])
    expect(await run('user', 'unlock', 'kim')).toBe(0)
    expect(await run('user', 'unlock', 'none')).toBe(1)
    at.out = []
    await run('user', 'list')
    expect(at.out).toHaveLength(3)
    expect(said()).not.toContain(at.typed)
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
    at.out = []
    expect(await run('user', 'training', 'kim')).toBe(0)
    expect(at.out.join()).toMatch(/training ALPR +by Sgt. Hill.*receipt 5-27 version 1/)
    at.out = []
    await run('user', 'roster')
    expect(at.out[1]).toMatch(/^kim +D-kim +kim +supervisor$/)
    at.out = []
    await run('user', 'roster', '--at', '2020-01-01')
    expect(at.out).toHaveLength(1)
    expect(await run('user', 'disable', 'kim', '--reason', 'left the department')).toBe(0)
    expect(await run('user', 'enable', 'kim')).toBe(0)
    expect(await run('user', 'reset-factor', 'kim')).toBe(0)
    expect(await run('user', 'password', 'kim', '--generate')).toBe(0)
    expect(await run('user', 'link', 'kim', '--subject', 'k.lee')).toBe(1)
    expect(said()).toContain('no "sso" in the configuration')
  })

  test('policy: two persons with password and code, never one; the file in force can be printed', async () => {
    const enrol = async (name: string, role: string) => {
      at.out = []
      await run('user', 'add', name, '--badge', `D-${name}`, '--generate', '--role', role)
      const secret = new Uint8Array(20).fill(name.length)
      await at.ledger.enrolTotp(name, openFactorKey(keys).seal(name, secret), 0, 1)
      const shown = enrolment(name, secret).secret
      return (step = 0) => [at.out[0] ?? '', codeAt(shown, Date.now() + step * 30_000)]
    }
    const file = join(folder, 'stricter.yaml')
    writeFileSync(
      file,
      readFileSync(POLICY, 'utf8')
        .replace('days: 90', 'days: 30')
        .replace('nonhitDays: 90', 'nonhitDays: 0')
        .replace('slmpd-plan-1', 'plan-2'),
    )
    await openPolicyBook(at.ledger, Policy.parse(parse(readFileSync(POLICY, 'utf8'))), () => 1)
    const propose = ['policy', 'propose', file, '--reason', 'the board asked for it', '--as']

    const kim = await enrol('kim', 'operator')
    at.typing = kim()
    expect(await run(...propose, 'kim')).toBe(1)
    expect(said()).toContain('needs one of the roles rtcc-commander')
    at.typing = ['wrong', '000000']
    expect(await run(...propose, 'kim')).toBe(1)

    const wood = await enrol('wood', 'rtcc-commander')
    at.typing = wood(-1)
    expect(await run(...propose, 'wood')).toBe(0)
    expect(at.out.slice(1)).toEqual(['retention.days: 90 → 30', 'retention.nonhitDays: 90 → 0'])
    at.out = at.out.slice(0, 1)
    at.typing = wood()
    expect(await run('policy', 'approve', '2', '--as', 'wood')).toBe(1)
    expect(said()).toContain('whoever proposed it cannot approve it')
    const baker = await enrol('baker', 'program-commander')
    at.typing = baker()
    expect(await run('policy', 'approve', '2', '--as', 'baker', '--note', 'no')).toBe(2)
    const note = ['--note', 'a month is enough for us']
    expect(await run('policy', 'approve', '2', '--as', 'baker', ...note)).toBe(0)
    const { decidedLine } = (await at.ledger.policyVersions())[1] ?? {}
    const sealed = await at.ledger.secret({ line: decidedLine ?? 0 })
    const secrets = openSecrets(join(keys, 'uses'))
    expect(sealed && secrets.open(sealed)).toMatchObject({ text: 'a month is enough for us' })
    at.out = []
    await run('policy', 'show')
    expect(Policy.parse(parse(at.out[0] ?? '')).retention).toEqual({ days: 30, nonhitDays: 0 })
    at.out = []
    await run('policy', 'list')
    expect(at.out[2]).toMatch(/^2 +plan-2 +in force +wood, .* baker, .*retention.days: 90 → 30/)
    writeFileSync(file, 'version: x\nretention: { days: 91 }\n')
    expect(await run(...propose, 'wood')).toBe(2)
    expect(
      (await at.ledger.uses(0, 99))
        .filter(({ action }) => action === 'policy-approve')
        .map(({ who, outcome }) => [who, outcome]),
    ).toEqual([
      ['wood', 'failure'],
      ['baker', 'success'],
    ])
  })
})
