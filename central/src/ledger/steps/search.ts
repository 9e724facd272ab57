/**
 * Cases, searches, releases, and what is done so that they stay proper: reviews, notices, flags. Free text (notes,
 * reasons) is nowhere here: it is sealed with a line of the use log, and `*_line` says with which.
 */
export const SEARCH_STEP = `
  CREATE TABLE case_file (
    number TEXT PRIMARY KEY, purpose TEXT NOT NULL, owner TEXT NOT NULL, opened_at INTEGER NOT NULL,
    opened_by TEXT NOT NULL, closed_at INTEGER, closed_by TEXT
  ) STRICT;

  CREATE TABLE search_release (
    id TEXT PRIMARY KEY, asked_at INTEGER NOT NULL, asked_by TEXT NOT NULL, asked_line INTEGER NOT NULL REFERENCES use_log,
    purpose TEXT NOT NULL, case_number TEXT NOT NULL REFERENCES case_file, grounds TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'released', 'refused', 'used')),
    decided_at INTEGER, decided_by TEXT CHECK (decided_by <> asked_by), decided_line INTEGER REFERENCES use_log
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX search_release_state ON search_release (state, id);

  CREATE TABLE search (
    id TEXT PRIMARY KEY, line INTEGER NOT NULL UNIQUE REFERENCES use_log, at INTEGER NOT NULL, who TEXT NOT NULL,
    roles TEXT NOT NULL, purpose TEXT NOT NULL, case_number TEXT NOT NULL REFERENCES case_file,
    release TEXT UNIQUE REFERENCES search_release, policy TEXT NOT NULL, asked INTEGER NOT NULL,
    drawn INTEGER CHECK (drawn IN (0, 1))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX search_who ON search (who, id);
  CREATE INDEX search_undrawn ON search (line) WHERE drawn IS NULL;

  CREATE TABLE repeat_notice (
    search TEXT PRIMARY KEY REFERENCES search, uses INTEGER NOT NULL, within_days INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE search_review (
    search TEXT PRIMARY KEY REFERENCES search, drawn_at INTEGER NOT NULL, root TEXT NOT NULL, share REAL NOT NULL,
    outcome TEXT CHECK (outcome IN ('proper', 'improper', 'unclear')), reviewed_at INTEGER, reviewed_by TEXT,
    review_line INTEGER REFERENCES use_log
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE use_flag (
    n INTEGER PRIMARY KEY AUTOINCREMENT, line INTEGER NOT NULL REFERENCES use_log, raised_at INTEGER NOT NULL,
    raised_by TEXT NOT NULL, raised_line INTEGER NOT NULL REFERENCES use_log,
    state TEXT NOT NULL DEFAULT 'flagged' CHECK (state IN ('flagged', 'under-review', 'decided')),
    taken_at INTEGER, taken_by TEXT, decided_at INTEGER, decided_by TEXT CHECK (decided_by <> raised_by),
    decided_line INTEGER REFERENCES use_log, outcome TEXT, reference TEXT
  ) STRICT;
  CREATE INDEX use_flag_state ON use_flag (state, n);
  CREATE TRIGGER use_flag_stays BEFORE DELETE ON use_flag
    BEGIN SELECT RAISE(ABORT, 'a flag is decided, never removed'); END;
  CREATE TRIGGER use_flag_stands BEFORE UPDATE ON use_flag WHEN OLD.state = 'decided'
    BEGIN SELECT RAISE(ABORT, 'a decided flag stands'); END;
`
