import type { ComplaintKind, ComplaintOutcome } from '@archway/shared/api/complaint'
import type { Purpose } from '@archway/shared/purpose'
import type { Role } from '@archway/shared/role'

/** How a report calls what the system names by short words. */

export const PURPOSE_NAMES: Readonly<Record<Purpose, string>> = {
  'felony-investigation': 'Felony investigation',
  'wanted-person-or-vehicle': 'Wanted person or vehicle',
  'stolen-property': 'Stolen property',
  'missing-or-endangered-person': 'Missing or endangered person',
}

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  officer: 'Officer',
  operator: 'Operator, Real Time Crime Center',
  supervisor: 'Supervisor',
  'rtcc-commander': 'Commander, Real Time Crime Center',
  'program-commander': 'Commander, Crime Control Strategies',
  'it-administrator': 'IT administrator',
  auditor: 'Auditor, Bureau of Professional Standards',
}

export const COMPLAINT_NAMES: Readonly<Record<ComplaintKind, string>> = {
  'wrongful-stop': 'Wrongful stop',
  'misuse-of-data': 'Misuse of data',
  privacy: 'Privacy',
  bias: 'Bias',
  siting: 'Where a reader stands',
  conduct: 'Conduct of an officer',
  other: 'Other',
}

export const OUTCOME_NAMES: Readonly<Record<ComplaintOutcome, string>> = {
  upheld: 'Upheld',
  'partly-upheld': 'Partly upheld',
  'not-upheld': 'Not upheld',
  withdrawn: 'Withdrawn',
  referred: 'Referred to another body',
}
