import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Policy } from '@archway/shared/policy'
import { canonicalJson } from '@archway/shared/signing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { SHIPPED, withRetention } from './policy.fixture.ts'
import { openPolicyBook, type PolicyBook, policyAt } from './policy-book.ts'
import { policyChanges } from './policy-diff.ts'

const T = Date.UTC(2026, 10, 24)
const HOUR = 3_600_000
let ledger: Ledger
let book: PolicyBook
let now: number

beforeEach(async () => {
  now = T
  ledger = openLedgerHere(':memory:')
  book = await openPolicyBook(ledger, SHIPPED, () => now)
})
afterEach(() => ledger.close())

const proposal = (policy: Policy, over: object = {}) => ({
  label: policy.version,
  content: canonicalJson(policy),
  changes: policyChanges(SHIPPED, policy),
  reason: 'the board asked for it',
  basedOn: 1,
  notBefore: 0,
  at: now,
  by: 'wood',
  ...over,
})
const actions = async () =>
  (await ledger.uses(0, 100)).map(({ who, action, outcome }) => `${who} ${action} ${outcome}`)

describe('policy', () => {
  test('the shipped file states every value that there is, and nothing exceeds the plan', () => {
    const written: unknown = parse(
      readFileSync(fileURLToPath(new URL('../../policy.yaml', import.meta.url)), 'utf8'),
    )
    expect(written).toEqual(SHIPPED)
    expect(SHIPPED.alerts.categories['missing-person']).toBe('deny')
  })

  test.each([
    ['retention', { days: 91 }],
    ['retention', { days: 30, nonhitDays: 31 }],
    ['manualEntry', { defaultHours: 100, mostHours: 50 }],
    ['manualEntry', { mostHours: 169 }],
    ['login', { idleMinutes: 31 }],
    ['login', { sessionHours: 13 }],
    ['login', { failures: 6 }],
    ['login', { windowMinutes: 14 }],
    ['login', { unusedDays: 91 }],
    ['login', { reviewDays: 366 }],
    ['training', { validDays: 366 }],
    ['audit', { keepDays: 364 }],
    ['search', { reviewShare: 0 }],
    ['hold', { reviewDays: 366 }],
    ['location', { vehicleHits: 'always' }],
    ['sharing', { partner: 'https://example.org' }],
  ])('no policy can say %s: %j', (section, value) => {
    expect(Policy.safeParse({ ...SHIPPED, [section]: value }).success).toBe(false)
  })

  test.each([90, 30, 0])(
    'retention of %i days is a policy, for all reads or for those without a hit',
    (days) => {
      expect(Policy.parse(withRetention(days)).retention).toEqual({ days, nonhitDays: days })
      expect(Policy.parse(withRetention(90, days)).retention).toEqual({ days: 90, nonhitDays: days })
      const { retention: _, ...rest } = SHIPPED
      expect(Policy.parse({ ...rest, retention: { days } }).retention.nonhitDays).toBe(days)
    },
  )

  test('a fresh installation starts with the file; later the file changes nothing, and that is said', async () => {
    expect(book.current()).toEqual({ n: 1, version: SHIPPED.version, policy: SHIPPED })
    expect(book.fileProblem()).toBeNull()
    const edited = await openPolicyBook(ledger, withRetention(30), () => now)
    expect(edited.current().policy.retention.days).toBe(90)
    expect(edited.fileProblem()).toMatch(/no effect; propose it/)
    expect(await actions()).toEqual(['installation policy-install success'])
  })

  test('a change needs a second person, and then holds, with its diff', async () => {
    const proposed = await ledger.proposePolicy(proposal(withRetention(30)))
    expect(proposed).toEqual({ n: 2 })
    expect(await ledger.approvePolicy(2, T + 1, 'wood')).toBe('same-person')
    await book.refresh()
    expect(book.current().version).toBe(SHIPPED.version)
    const { policies } = await ledger.changes()
    expect(await ledger.approvePolicy(2, T + 2, 'baker')).toBe('done')
    expect((await ledger.changes()).policies).toBe(policies + 1)
    now = T + 2
    expect(await book.refresh()).toBe(true)
    expect(book.current()).toMatchObject({ n: 2, version: 'retention-30-30' })
    expect((await ledger.policyVersions())[1]).toMatchObject({
      changes: ['retention.days: 90 → 30', 'retention.nonhitDays: 90 → 30'],
      state: 'approved',
      proposedBy: 'wood',
      decidedBy: 'baker',
      decidedAt: T + 2,
    })
    expect(await actions()).toEqual([
      'installation policy-install success',
      'wood policy-propose success',
      'wood policy-approve failure',
      'baker policy-approve success',
    ])
    expect(await ledger.approvePolicy(2, T + 3, 'baker')).toBe('not-open')
    expect(book.fileProblem()).toBeNull()
    expect((await policyAt(ledger, SHIPPED, T + 1)).n).toBe(1)
    expect((await policyAt(ledger, SHIPPED, T + 2)).n).toBe(2)
  })

  test('a version may wait for its time', async () => {
    await ledger.proposePolicy(proposal(withRetention(30), { notBefore: T + HOUR }))
    await ledger.approvePolicy(2, T, 'baker')
    await book.refresh()
    expect(book.current().n).toBe(1)
    now = T + HOUR
    expect(book.current().n).toBe(2)
  })

  test('of two proposals on one version only one can be approved; a refused label is free again', async () => {
    await ledger.proposePolicy(proposal(withRetention(30)))
    await ledger.proposePolicy(proposal(withRetention(0)))
    expect(await ledger.proposePolicy(proposal(withRetention(0)))).toBe('label-taken')
    expect(await ledger.approvePolicy(2, T, 'baker')).toBe('done')
    expect(await ledger.approvePolicy(3, T, 'baker')).toBe('overtaken')
    expect(await ledger.proposePolicy(proposal(withRetention(7)))).toBe('overtaken')
    expect(await ledger.refusePolicy(3, T, 'baker')).toBe('done')
    expect(await ledger.proposePolicy(proposal(withRetention(0), { basedOn: 2 }))).toEqual({ n: 4 })
    expect(await ledger.approvePolicy(9, T, 'baker')).toBe('unknown-version')
  })
})
