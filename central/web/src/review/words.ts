import type { FlagOutcome, FlagView, ReviewOutcome } from '@archway/shared/api/review'

export const REVIEW_OUTCOMES: Readonly<Record<ReviewOutcome, string>> = {
  proper: 'Proper',
  improper: 'Improper',
  unclear: 'Unclear',
}

export const FLAG_STATES: Readonly<Record<FlagView['state'], string>> = {
  flagged: 'Waits to be taken up',
  'under-review': 'Being looked into',
  decided: 'Decided',
}

export const FLAG_OUTCOMES: Readonly<Record<FlagOutcome, string>> = {
  'no-violation': 'No violation',
  counselled: 'Counselled',
  disciplined: 'Disciplined',
  'access-ended': 'Access ended',
}
