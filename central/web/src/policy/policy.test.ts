import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Policy } from '@archway/shared/policy'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { boundsText } from './bounds.ts'
import { checkedPolicy, type Draft, draftOf, policyOf } from './draft.ts'
import { FIELDS } from './fields.ts'
import { differences, valueText } from './values.ts'

const SHIPPED = Policy.parse(
  parse(readFileSync(fileURLToPath(new URL('../../../policy.yaml', import.meta.url)), 'utf8')),
)

function leaves(value: unknown, path = ''): string[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [path]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key))
}
const typed = (over: Draft) => policyOf({ ...draftOf(SHIPPED, 'plan-2'), ...over })
const wrong = (over: Draft) => Object.fromEntries(typed(over).wrong ?? [])
const field = (path: string) => {
  const found = FIELDS.find((one) => one.path === path)
  if (!found) throw new Error(`no field ${path}`)
  return found
}

describe('the policy in words', () => {
  test('has every value that a policy has, once', () => {
    expect(FIELDS.map(({ path }) => path).toSorted()).toEqual(
      leaves(SHIPPED)
        .filter((path) => path !== 'version')
        .toSorted(),
    )
    expect(new Set(FIELDS.map(({ label }) => label)).size).toBe(FIELDS.length)
  })

  test('says each value with its unit', () => {
    const said = (path: string) => valueText(field(path), SHIPPED)
    expect(said('retention.days')).toBe('90 days')
    expect(said('search.reviewShare')).toBe('5 %')
    expect(said('alerts.categories.missing-person')).toBe('never alerts')
    expect(said('alerts.openTo')).toBe('Supervisor, RTCC commander')
    expect(said('specialOrder.sha256')).toBe('not bound')
    expect(said('hotlist.backSearchEntries')).toBe('2,000 new entries')
  })

  test('what was not touched is typed as it stands', () => {
    expect(typed({}).policy).toEqual({ ...SHIPPED, version: 'plan-2' })
    expect(differences(SHIPPED, Policy.parse({ ...SHIPPED, version: 'plan-2' }))).toEqual([])
  })

  test('every field that is changed is a difference, in words', () => {
    const { policy } = typed({
      'retention.days': '60',
      'retention.nonhitDays': '7',
      'search.reviewShare': '7',
      'alerts.allowInCar': 'false',
      'specialOrder.version': '2',
    })
    expect(policy?.search.reviewShare).toBe(0.07)
    expect(policy && differences(SHIPPED, policy).map(({ from, to }) => `${from} → ${to}`)).toEqual([
      '90 days → 60 days',
      '90 days → 7 days',
      'yes → no',
      '5 % → 7 %',
      '1 → 2',
    ])
  })

  test('a value beyond the plan is refused beside its field, with what it may be', () => {
    expect(wrong({ 'retention.days': '91' })).toEqual({ 'retention.days': 'must be 0 to 90 days, whole' })
    expect(wrong({ 'retention.days': '30' })).toEqual({
      'retention.nonhitDays':
        'reads without a hit cannot be kept longer than “Reads and images are deleted after”',
    })
    expect(wrong({ 'search.reviewShare': '0.5', 'login.failures': '', version: ' ' })).toEqual({
      version: 'must not be empty',
      'search.reviewShare': 'must be 1 to 100 %',
      'login.failures': 'must be 3 to 5 failures, whole',
    })
    expect(wrong({ 'alerts.listAgeHours': '0' })).toEqual({
      'alerts.listAgeHours': 'must be more than 0 and at most 72 hours',
    })
    expect(wrong({ 'specialOrder.sha256': 'x' })).toEqual({ 'specialOrder.sha256': '64 hexadecimal digits' })
  })

  test('a policy from elsewhere: what is no field of it is named', () => {
    const { wrong: found } = checkedPolicy({ ...SHIPPED, sharing: { partner: 'x' } })
    expect([...(found ?? [])]).toEqual([['', 'not known: sharing']])
    expect(checkedPolicy('retention').policy).toBeNull()
  })

  test('every number says what it may be', () => {
    for (const one of FIELDS) {
      if (one.kind === 'number' || one.kind === 'share') expect(boundsText(one), one.path).toMatch(/\d .*\d/)
    }
  })
})
