/** Purges that are under way, the certificates of those that are done, and the latest time that was ever seen. */
export const RETENTION_STEP = `
  CREATE TABLE purge (
    day TEXT NOT NULL, extent TEXT NOT NULL CHECK (extent IN ('day', 'nonhits')), begun_at INTEGER NOT NULL,
    facts TEXT NOT NULL, sample BLOB, done_at INTEGER, PRIMARY KEY (day, extent)
  ) STRICT;
  CREATE TABLE purge_certificate (
    n INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL,
    extent TEXT NOT NULL CHECK (extent IN ('day', 'nonhits')), at INTEGER NOT NULL, signed TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE INDEX purge_certificate_day ON purge_certificate (day, extent);
  CREATE TRIGGER purge_certificate_stands BEFORE UPDATE ON purge_certificate
    BEGIN SELECT RAISE(ABORT, 'certificates stand'); END;
  CREATE TRIGGER purge_certificate_stays BEFORE DELETE ON purge_certificate
    BEGIN SELECT RAISE(ABORT, 'certificates are kept'); END;
  -- doubted: a clock that was ahead of "latest" by so much that nothing is purged by it before a person says so.
  CREATE TABLE retention_clock (
    one INTEGER PRIMARY KEY CHECK (one = 1), latest INTEGER NOT NULL, doubted INTEGER
  ) STRICT;
`
