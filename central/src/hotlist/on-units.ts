import type { Entry } from '@archway/shared/hotlist'

/** What of an entry leaves central: the list's digest is over exactly this. */
export const onUnits = ({ id, plate, folded, jurisdiction, category, flags, expiresAt }: Entry): Entry => ({
  id,
  plate,
  folded,
  jurisdiction,
  category,
  flags,
  expiresAt,
})
