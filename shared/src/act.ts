import type { Role } from './role.ts'

/**
 * Who may do what, in one table: an act is also the name under which the use log keeps it, done or refused.
 * IT grants access and sees no plate (promise 25); the auditor reads everything about use and changes nothing
 * but the outcome of a review (promise 27). Where two persons are needed, proposing and approving are two acts.
 * Central refuses by this table; the pages offer by it what central would not refuse.
 */
const ROLES_OF = {
  'alert-list': ['operator', 'supervisor', 'rtcc-commander', 'officer'],
  'alert-view': ['operator', 'supervisor', 'rtcc-commander', 'officer'],
  'alert-acknowledge': ['operator', 'supervisor', 'rtcc-commander'],
  'alert-verify': ['operator', 'supervisor', 'rtcc-commander'],
  'alert-dispose': ['operator', 'supervisor', 'rtcc-commander', 'officer'],
  'alert-overrule': ['supervisor', 'rtcc-commander'],
  'alert-open': ['supervisor', 'rtcc-commander'],
  'camera-view': ['supervisor', 'rtcc-commander', 'program-commander', 'auditor', 'it-administrator'],
  'image-view': ['operator', 'supervisor', 'rtcc-commander', 'officer'],
  'camera-quarantine': ['supervisor', 'rtcc-commander'],

  'case-open': ['operator', 'supervisor', 'rtcc-commander'],
  'case-view': ['operator', 'supervisor', 'rtcc-commander', 'auditor'],
  'case-close': ['supervisor', 'rtcc-commander'],
  'read-search': ['operator', 'supervisor', 'rtcc-commander'],
  'read-view': ['operator', 'supervisor', 'rtcc-commander'],
  'search-ask': ['operator', 'supervisor', 'rtcc-commander'],
  'search-release': ['supervisor', 'rtcc-commander'],
  'search-list': ['auditor', 'program-commander'],
  'notice-view': ['supervisor', 'rtcc-commander', 'program-commander', 'auditor'],
  'search-review': ['auditor', 'program-commander'],
  'use-flag': ['auditor', 'supervisor', 'rtcc-commander', 'program-commander'],
  'flag-view': ['auditor', 'supervisor', 'rtcc-commander', 'program-commander'],
  'use-answer': ['supervisor', 'rtcc-commander'],
  'use-inquire': ['auditor', 'program-commander'],
  'use-decide': ['program-commander'],

  'hotlist-view': ['operator', 'supervisor', 'rtcc-commander', 'auditor'],
  'hotlist-import': ['rtcc-commander', 'it-administrator'],
  'entry-propose': ['officer', 'operator', 'supervisor'],
  'entry-approve': ['supervisor', 'rtcc-commander'],
  'entry-recall': ['operator', 'supervisor', 'rtcc-commander'],
  'entry-test': ['operator', 'supervisor', 'rtcc-commander'],
  'recall-confirm': ['operator', 'supervisor', 'rtcc-commander', 'officer'],
  'back-search': ['operator', 'supervisor', 'rtcc-commander'],

  'hold-propose': ['operator', 'supervisor', 'rtcc-commander'],
  'hold-approve': ['supervisor', 'rtcc-commander'],
  'hold-release': ['supervisor', 'rtcc-commander'],
  'hold-review': ['supervisor', 'rtcc-commander'],
  'hold-item-view': ['operator', 'supervisor', 'rtcc-commander'],
  'hold-delete': [],
  'hold-view': ['operator', 'supervisor', 'rtcc-commander', 'program-commander', 'auditor'],
  'request-record': ['supervisor', 'rtcc-commander'],
  'request-refuse': ['rtcc-commander', 'program-commander'],
  'disclosure-propose': ['supervisor', 'rtcc-commander'],
  'disclosure-approve': ['rtcc-commander', 'program-commander'],
  'disclosure-export': ['supervisor', 'rtcc-commander'],
  'disclosure-view': ['supervisor', 'rtcc-commander', 'program-commander', 'auditor'],
  'certificate-view': ['rtcc-commander', 'program-commander', 'it-administrator', 'auditor'],
  'clock-confirm': ['rtcc-commander', 'it-administrator'],
  backup: ['it-administrator'],
  restore: ['it-administrator'],

  'policy-view': ['supervisor', 'rtcc-commander', 'program-commander', 'it-administrator', 'auditor'],
  'policy-propose': ['rtcc-commander', 'program-commander'],
  'policy-approve': ['rtcc-commander', 'program-commander'],

  'person-add': ['it-administrator'],
  'person-grant': ['it-administrator'],
  'person-disable': ['it-administrator'],
  'person-unlock': ['it-administrator'],
  /** Of somebody else's password; one's own needs no act. */
  'person-password': ['it-administrator'],
  /** To a subject of the single sign-on. */
  'person-link': ['it-administrator'],
  'training-record': ['it-administrator', 'supervisor'],
  /** Of a receipt on paper. Everybody signs their own at a login, without this act. */
  'receipt-sign': ['it-administrator', 'supervisor'],
  'roster-view': ['it-administrator', 'rtcc-commander', 'program-commander', 'auditor'],
  'access-notice': ['supervisor', 'rtcc-commander', 'program-commander', 'it-administrator', 'auditor'],
  'access-review': ['program-commander', 'rtcc-commander'],

  'audit-view': ['auditor'],
  'audit-open': ['auditor'],
  'audit-export': ['auditor', 'it-administrator'],
  'audit-restart': ['it-administrator'],

  'report-view': ['supervisor', 'rtcc-commander', 'program-commander', 'auditor'],
  'report-publish': ['rtcc-commander', 'program-commander'],
  'complaint-record': ['supervisor', 'program-commander', 'auditor'],
  'asset-record': ['it-administrator', 'program-commander'],
  'damage-record': ['supervisor', 'rtcc-commander', 'program-commander', 'it-administrator'],
  'siting-record': ['rtcc-commander', 'program-commander'],
  'plan-check': ['rtcc-commander', 'program-commander', 'it-administrator', 'auditor'],

  'unit-view': [
    'operator',
    'supervisor',
    'rtcc-commander',
    'program-commander',
    'it-administrator',
    'officer',
  ],
  'device-add': ['it-administrator'],
  'device-offer': ['it-administrator'],
  'device-revoke': ['it-administrator'],
} as const satisfies Record<string, readonly Role[]>

export type Act = keyof typeof ROLES_OF

export const ACTS = Object.keys(ROLES_OF) as readonly Act[]

/** Whether one of these roles may do it. */
export const mayDo = (roles: readonly Role[], act: Act): boolean =>
  ROLES_OF[act].some((role) => roles.includes(role))

/** For a person: who may do it. */
export const rolesFor = (act: Act): readonly Role[] => ROLES_OF[act]
