import { ALERT_JOINS_TABLE, ALERT_TABLES } from './alert-tables.ts'
import { PLATE_TABLES } from './plate-index.ts'

/**
 * The tables of one day's file. STRICT, because a value of the wrong type is a bug to be seen today.
 *
 * - `reads.json` is the Read as it was received; the columns beside it are what searches stand on. A trigger
 *   keeps both from ever being rewritten.
 * - `images` holds what the Reads announced; `stored` turns 1 when the bytes are in the vault.
 * - `alert_*` are what persons and the clock made of alerts (alert-tables.ts).
 * - `plates` and `plate_grams` are what patterns are searched in (plate-index.ts).
 * - `tally` counts as it goes, in the same transaction: counting rows of a busy day would take seconds.
 */
export const DAY_SCHEMA = `
CREATE TABLE reads (
  id TEXT NOT NULL PRIMARY KEY,
  device TEXT NOT NULL,
  captured_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  probability REAL NOT NULL,
  jurisdiction TEXT,
  model TEXT NOT NULL,
  policy TEXT NOT NULL,
  hash BLOB NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX reads_by_device ON reads (device, captured_at);
CREATE INDEX reads_by_time ON reads (captured_at);
CREATE TRIGGER reads_are_immutable BEFORE UPDATE ON reads
BEGIN SELECT RAISE(ABORT, 'a Read is never rewritten'); END;

CREATE TABLE images (
  id TEXT NOT NULL PRIMARY KEY,
  read TEXT NOT NULL,
  stored INTEGER NOT NULL DEFAULT 0 CHECK (stored IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX images_by_read ON images (read);

CREATE TABLE hits (
  read TEXT NOT NULL REFERENCES reads (id),
  entry TEXT NOT NULL,
  category TEXT NOT NULL,
  probability REAL NOT NULL,
  grade TEXT NOT NULL,
  doubts TEXT NOT NULL,
  hit TEXT NOT NULL,
  entry_view TEXT NOT NULL,
  place TEXT,
  PRIMARY KEY (read, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX hits_by_entry ON hits (entry);

CREATE TABLE alerts (
  id TEXT NOT NULL PRIMARY KEY,
  read TEXT NOT NULL,
  entry TEXT NOT NULL,
  state TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  acknowledged_by TEXT,
  acknowledged_at INTEGER,
  FOREIGN KEY (read, entry) REFERENCES hits (read, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX alerts_by_read ON alerts (read);
CREATE INDEX alerts_by_state ON alerts (state, id);

CREATE TABLE refusals (
  at INTEGER NOT NULL,
  device TEXT,
  channel TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  payload BLOB NOT NULL
) STRICT;

CREATE TABLE tally (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  reads INTEGER NOT NULL DEFAULT 0,
  hits INTEGER NOT NULL DEFAULT 0,
  alerts INTEGER NOT NULL DEFAULT 0,
  images INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  refused_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO tally (one) VALUES (1);
${PLATE_TABLES}
${ALERT_TABLES}
${ALERT_JOINS_TABLE}`

/** Stands in each file as `user_version`; 0 is a file whose tables are not there yet. */
export const DAY_SCHEMA_VERSION = 4

/**
 * What a thinned day keeps of each table: the rows of Reads that hit (SQL, with the whole day attached as `whole`).
 * Every table must be named, so that nothing is kept, or lost, because nobody thought of it. Refused messages go:
 * they may name plates that hit nothing. The tally is counted anew.
 */
export const KEPT_OF_HITS: Readonly<Record<string, string>> = {
  reads: 'id IN (SELECT read FROM whole.hits)',
  images: 'read IN (SELECT read FROM whole.hits)',
  hits: 'true',
  alerts: 'true',
  alert_looks: 'true',
  alert_openings: 'true',
  alert_dispositions: 'true',
  alert_times: 'true',
  alert_repeats: 'true',
  alert_joins: 'true',
  refusals: 'false',
  tally: 'false',
  // Made anew from the Reads that stay: the pairs of characters of a segment are of all its Reads.
  plates: 'false',
  plate_grams: 'false',
}
