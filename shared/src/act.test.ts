import { describe, expect, it } from 'vitest'
import { type Act, mayDo, rolesFor } from './act.ts'
import { Role } from './role.ts'

const PLATES: readonly Act[] = [
  'alert-list',
  'alert-view',
  'image-view',
  'read-search',
  'read-view',
  'case-view',
  'hold-view',
  'disclosure-view',
  'hotlist-view',
]

describe('acts', () => {
  it('promise 25: IT grants access and reaches nothing that shows a plate', () => {
    expect(mayDo(['it-administrator'], 'person-grant')).toBe(true)
    expect(PLATES.filter((act) => mayDo(['it-administrator'], act))).toEqual([])
  })
  it('promise 26: the commander of the RTCC and that of the program are distinct', () => {
    expect(mayDo(['rtcc-commander'], 'read-search')).toBe(true)
    expect(mayDo(['program-commander'], 'read-search')).toBe(false)
  })
  it('promise 27: the auditor sees use, and no plate, and changes no one', () => {
    expect(mayDo(['auditor'], 'audit-view')).toBe(true)
    expect(mayDo(['auditor'], 'read-search')).toBe(false)
    for (const act of ['person-grant', 'policy-propose', 'policy-approve', 'hold-approve'] as const) {
      expect(mayDo(['auditor'], act)).toBe(false)
    }
  })
  it('nobody without a role may do anything, and every role exists', () => {
    expect(mayDo([], 'unit-view')).toBe(false)
    for (const role of rolesFor('alert-list')) expect(Role.options).toContain(role)
  })
})
