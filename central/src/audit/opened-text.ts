import type { SecretLedger } from '../ledger/secret-ledger.ts'
import type { Secrets } from './secrets.ts'

/** Gives the text that a line was sealed with; null: there is none, or it is erased. */
export const openedText =
  ({ ledger, secrets }: { readonly ledger: SecretLedger; readonly secrets: Secrets }) =>
  async (line: number | null): Promise<string | null> => {
    const kept = line === null ? null : await ledger.secret({ line })
    const opened = kept && secrets.open(kept)
    return opened === null || opened === 'erased' ? null : opened.text
  }
