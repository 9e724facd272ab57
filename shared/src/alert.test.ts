import { describe, expect, it } from 'vitest'
import { AlertState, gradeHit, mayBecome } from './alert.ts'
import { Policy, ruleFor } from './policy.ts'
import { someRead } from './read.fixture.ts'

const NOW = Date.UTC(2026, 10, 24, 12)
const HOUR = 3_600_000
const policy = Policy.parse({
  version: 'test',
  retention: { days: 90 },
  alerts: {
    categories: { 'stolen-vehicle': 'allow', 'wanted-person': 'review' },
    minimumProbability: 0.1,
    actionableProbability: 0.9,
    listAgeHours: 24,
  },
  ingest: { clockAheadMinutes: 5 },
})
const view = someRead().views[0]
const read = {
  jurisdiction: { code: 'us-mo', probability: 0.95 },
  views: view ? [view, { ...view, angle: 2 as const }] : [],
}
const hit = { probability: 0.97, exact: 0.97 }
const entry = { jurisdiction: 'us-mo', category: 'stolen-vehicle' as const }
const fresh = { sourceAt: NOW - HOUR }

describe('gradeHit', () => {
  it('is actionable only when string, state and list all agree', () => {
    expect(gradeHit(read, hit, entry, fresh, policy, NOW)).toEqual({ grade: 'actionable', doubts: [] })
  })

  const lowering = [
    ['low-probability', () => gradeHit(read, { probability: 0.8, exact: 0.8 }, entry, fresh, policy, NOW)],
    ['letter-or-digit', () => gradeHit(read, { probability: 0.97, exact: 0.01 }, entry, fresh, policy, NOW)],
    ['state-unknown', () => gradeHit({ ...read, jurisdiction: null }, hit, entry, fresh, policy, NOW)],
    ['state-unknown', () => gradeHit(read, hit, { ...entry, jurisdiction: null }, fresh, policy, NOW)],
    ['state-differs', () => gradeHit(read, hit, { ...entry, jurisdiction: 'us-il' }, fresh, policy, NOW)],
    ['list-stale', () => gradeHit(read, hit, entry, { sourceAt: NOW - 25 * HOUR }, policy, NOW)],
    [
      'category-in-review',
      () => gradeHit(read, hit, { ...entry, category: 'wanted-person' }, fresh, policy, NOW),
    ],
  ] as const
  it.each(lowering)('%s lowers it to look only and says so', (doubt, grade) => {
    expect(grade()).toEqual({ grade: 'look-only', doubts: [doubt] })
  })

  it('a known state that agrees is what makes it actionable: from a probability of 80 % on', () => {
    const told = (probability: number) => ({ ...read, jurisdiction: { code: 'us-mo', probability } })
    expect(gradeHit(told(0.8), hit, entry, fresh, policy, NOW).grade).toBe('actionable')
    expect(gradeHit(told(0.79), hit, entry, fresh, policy, NOW)).toEqual({
      grade: 'look-only',
      doubts: ['state-unknown'],
    })
  })

  it('an unsure state is no state, also when it is another one', () => {
    const elsewhere = { ...read, jurisdiction: { code: 'us-il', probability: 0.6 } }
    expect(gradeHit(elsewhere, hit, entry, fresh, policy, NOW).doubts).toEqual(['state-unknown'])
    const unsure = { ...read, jurisdiction: { code: 'us-mo', probability: 0.6 } }
    expect(gradeHit(unsure, hit, entry, fresh, policy, NOW).doubts).toContain('state-unknown')
  })

  it('names a missing angle without lowering the grade', () => {
    const one = { ...read, views: read.views.slice(0, 1) }
    expect(gradeHit(one, hit, entry, fresh, policy, NOW)).toEqual({
      grade: 'actionable',
      doubts: ['angle-missing'],
    })
  })
})

describe('alert states', () => {
  it('cannot be verified before somebody acknowledged, nor left once closed', () => {
    expect(mayBecome('raised', 'acknowledged')).toBe(true)
    expect(mayBecome('raised', 'verified')).toBe(false)
    expect(mayBecome('acknowledged', 'raised')).toBe(false)
    for (const state of AlertState.options) expect(mayBecome('closed', state)).toBe(false)
  })
})

describe('ruleFor', () => {
  it('denies a category that the policy does not name', () => {
    expect(ruleFor(policy, 'stolen-vehicle')).toBe('allow')
    expect(ruleFor(policy, 'stolen-article')).toBe('deny')
  })
})
