import type { Act } from '@archway/shared/act'
import type { UseLog } from '../ledger/use-log.ts'

/** Writes a line of the use log; whoever answers waits for it: no log, no answer. */
export const usesLogged =
  ({ uses, now }: { readonly uses: Pick<UseLog, 'logUse'>; readonly now: () => number }) =>
  (
    who: string,
    action: Act,
    outcome: 'success' | 'failure',
    subject: string | null,
    detail: string | null,
  ): Promise<void> =>
    uses.logUse({ at: now(), who, action, outcome, subject, detail })
