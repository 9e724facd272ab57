/**
 * Entries are found by the first half of the digest in their id: an index of that has half the size of one of whole ids,
 * and an import of millions writes as much less.
 */
export const HOTLIST_DIGESTS_STEP = `
  DROP INDEX hotlist_entry_id;
  CREATE INDEX hotlist_entry_digest ON hotlist_entry (substr(id, -24, 12));
`
