/** Holds and what they keep. Two persons stand in the table itself; what is held is never changed or removed. */
export const HOLDS_STEP = `
  CREATE TABLE hold (
    id TEXT PRIMARY KEY, case_number TEXT NOT NULL, schedule TEXT NOT NULL, reason TEXT NOT NULL,
    proposed_by TEXT NOT NULL, proposed_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'refused', 'securing', 'active', 'released')),
    decided_by TEXT, decided_at INTEGER, review_at INTEGER NOT NULL, secured_at INTEGER,
    released_by TEXT, released_at INTEGER, released_because TEXT,
    CHECK ((state = 'proposed') = (decided_by IS NULL)),
    CHECK (state NOT IN ('securing', 'active', 'released') OR decided_by <> proposed_by),
    CHECK ((state = 'released') = (released_by IS NOT NULL)),
    CHECK (released_by IS NULL OR released_by <> proposed_by)
  ) STRICT;
  CREATE TRIGGER hold_stays BEFORE DELETE ON hold BEGIN SELECT RAISE(ABORT, 'holds are kept'); END;
  CREATE TRIGGER hold_stands BEFORE UPDATE ON hold
    WHEN OLD.state IN ('refused', 'released') OR NEW.case_number <> OLD.case_number OR NEW.schedule <> OLD.schedule
      OR NEW.reason <> OLD.reason OR NEW.proposed_by <> OLD.proposed_by
    BEGIN SELECT RAISE(ABORT, 'what a hold says stands'); END;
  CREATE TABLE hold_read (
    hold TEXT NOT NULL REFERENCES hold, read TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (hold, read)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hold_read_day ON hold_read (day);
  CREATE TABLE hold_review (
    n INTEGER PRIMARY KEY AUTOINCREMENT, hold TEXT NOT NULL REFERENCES hold, at INTEGER NOT NULL, by TEXT NOT NULL,
    note TEXT NOT NULL, next_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE held_item (
    hold TEXT NOT NULL REFERENCES hold, kind TEXT NOT NULL CHECK (kind IN ('passing', 'image')), id TEXT NOT NULL,
    read TEXT NOT NULL, day TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (hold, kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER held_item_stands BEFORE UPDATE ON held_item
    BEGIN SELECT RAISE(ABORT, 'held items are write-once'); END;
  CREATE TRIGGER held_item_stays BEFORE DELETE ON held_item
    BEGIN SELECT RAISE(ABORT, 'held items are write-once'); END;
`
