/**
 * What persons and the clock make of alerts: looks with what was typed, openings with their reason, dispositions with
 * their note, times, and the further reads that joined an alert. It names plates, and dies with its day.
 */
export const ALERT_TABLES = `
CREATE TABLE alert_looks (
  alert TEXT NOT NULL REFERENCES alerts (id),
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  plate TEXT NOT NULL,
  state TEXT,
  confirms_live INTEGER NOT NULL CHECK (confirms_live IN (0, 1)),
  found TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('verified', 'agreed', 'needs-supervisor', 'disagreed')),
  PRIMARY KEY (alert, by)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_openings (
  alert TEXT NOT NULL REFERENCES alerts (id),
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (alert, by)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_dispositions (
  alert TEXT NOT NULL REFERENCES alerts (id),
  n INTEGER NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  disposition TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (alert, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_times (
  alert TEXT NOT NULL PRIMARY KEY REFERENCES alerts (id),
  escalated_at INTEGER,
  committed_at INTEGER,
  shown_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_repeats (
  alert TEXT NOT NULL REFERENCES alerts (id),
  read TEXT NOT NULL REFERENCES reads (id),
  captured_at INTEGER NOT NULL,
  PRIMARY KEY (alert, read)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_repeats_by_read ON alert_repeats (read);
CREATE INDEX alerts_by_entry ON alerts (entry);
`

/**
 * Reads of this day whose hit joined an alert of a day before. It stands here and without a reference, because the alert
 * is in another file: each day is written, and dies, by itself.
 */
export const ALERT_JOINS_TABLE = `
CREATE TABLE alert_joins (
  alert TEXT NOT NULL,
  entry TEXT NOT NULL,
  read TEXT NOT NULL,
  captured_at INTEGER NOT NULL,
  PRIMARY KEY (alert, read),
  FOREIGN KEY (read, entry) REFERENCES hits (read, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_joins_by_entry ON alert_joins (entry);
CREATE INDEX alert_joins_by_read ON alert_joins (read);
`
