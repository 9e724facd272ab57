/**
 * How many Reads a search showed. It is written after the answer, many searches at once, so that nobody waits for it; a
 * page that was begun and whose count is not there yet (or was lost with a crash) is told by `uncounted`. Searches of
 * before were never counted.
 */
export const SHOWN_COUNTS_STEP = `
  ALTER TABLE search ADD COLUMN shown INTEGER NOT NULL DEFAULT 0 CHECK (shown BETWEEN 0 AND asked);
  ALTER TABLE search ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 1 CHECK (uncounted >= 0);
`
