import { Decision } from '@archway/shared/api/decision'
import type { SealedSecret, Secrets } from '../audit/secrets.ts'
import { parsed } from './parsed.ts'

/** The note of a decision, sealed; null: the decider left none. A decision without a body is one without a note. */
export const decisionNote =
  ({ secrets, now }: { readonly secrets: Secrets; readonly now: () => number }) =>
  (body: unknown): SealedSecret | null => {
    const { note } = parsed(Decision, body ?? {})
    return note === null ? null : secrets.seal(note, now())
  }
