import type { SealedSecret } from '../audit/secrets.ts'

/** The detail of a line, with the commitment of what is sealed with it, if anything is. */
export const sealedDetail = (detail: string | null, secret: SealedSecret | null): string | null =>
  secret === null ? detail : [...(detail === null ? [] : [detail]), secret.commitment].join(' · ')
