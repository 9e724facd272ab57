import type { ReviewLedger } from './access-review-ledger.ts'
import type { ClearanceLedger } from './clearance-ledger.ts'
import type { FactorLedger } from './factor-ledger.ts'
import type { LoginLedger } from './login-ledger.ts'
import type { PersonLedger } from './person-ledger.ts'
import type { StandingLedger } from './standing-ledger.ts'

export type PeopleLedger = PersonLedger &
  LoginLedger &
  FactorLedger &
  ClearanceLedger &
  StandingLedger &
  ReviewLedger
