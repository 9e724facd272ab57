/**
 * Lists of millions: entries in the order in which they came, so that an import appends instead of writing all over
 * the file, and a list's size with its version. Then what people enter by hand, what was recalled and who was told,
 * and up to which version stored reads were searched.
 */
export const HOTLIST_STEP = `
  CREATE TABLE hotlist_row (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, list TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,
    plate TEXT NOT NULL, raw TEXT NOT NULL, folded INTEGER NOT NULL, jurisdiction TEXT, category TEXT NOT NULL,
    flags TEXT NOT NULL, expires_at INTEGER NOT NULL, entered_at INTEGER, number TEXT, agency TEXT,
    vehicle TEXT NOT NULL
  ) STRICT;
  INSERT INTO hotlist_row SELECT NULL, id, list, since, until, plate, raw, folded, jurisdiction, category, flags,
    expires_at, entered_at, number, agency, vehicle FROM hotlist_entry ORDER BY since, id;
  DROP TABLE hotlist_entry;
  ALTER TABLE hotlist_row RENAME TO hotlist_entry;
  CREATE UNIQUE INDEX hotlist_entry_id ON hotlist_entry (id, since);
  CREATE INDEX hotlist_entry_since ON hotlist_entry (since);
  CREATE INDEX hotlist_entry_until ON hotlist_entry (until) WHERE until IS NOT NULL;
  CREATE INDEX hotlist_entry_list ON hotlist_entry (list, since);

  ALTER TABLE hotlist_version ADD COLUMN of_list INTEGER NOT NULL DEFAULT 0;
  UPDATE hotlist_version SET of_list = (
    SELECT count(*) FROM hotlist_entry e WHERE e.list = hotlist_version.list
    AND e.since <= hotlist_version.version AND (e.until IS NULL OR e.until > hotlist_version.version));

  CREATE TABLE manual_entry (
    n INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL UNIQUE, content TEXT NOT NULL, purpose TEXT NOT NULL,
    case_number TEXT NOT NULL, owner TEXT NOT NULL, reason TEXT NOT NULL, expires_at INTEGER NOT NULL,
    proposed_by TEXT NOT NULL, proposed_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'recalled', 'expired')),
    decided_by TEXT, decided_at INTEGER, ended_by TEXT, ended_at INTEGER, ended_because TEXT,
    CHECK (state NOT IN ('approved', 'recalled') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)),
    CHECK (decided_by IS NULL OR decided_by <> proposed_by OR state = 'refused')
  ) STRICT;
  CREATE TRIGGER manual_entry_stays BEFORE DELETE ON manual_entry
    BEGIN SELECT RAISE(ABORT, 'entries made by hand are kept on record'); END;
  CREATE TRIGGER manual_entry_stands BEFORE UPDATE OF entry, content, purpose, case_number, owner, reason, expires_at,
    proposed_by, proposed_at ON manual_entry
    BEGIN SELECT RAISE(ABORT, 'what was proposed stands as it is'); END;

  CREATE TABLE recall (
    n INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL, list TEXT NOT NULL, version INTEGER,
    why TEXT NOT NULL CHECK (why IN ('recalled', 'left-list', 'expired')), by TEXT NOT NULL, at INTEGER NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX recall_once ON recall (entry, coalesce(version, 0));
  CREATE INDEX recall_standing ON recall (entry) WHERE why = 'recalled';
  CREATE TABLE recall_receipt (
    recall INTEGER NOT NULL REFERENCES recall, kind TEXT NOT NULL CHECK (kind IN ('unit', 'person')), who TEXT NOT NULL,
    told_at INTEGER, confirmed_at INTEGER, PRIMARY KEY (recall, kind, who)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX recall_receipt_open ON recall_receipt (kind, who) WHERE confirmed_at IS NULL;

  CREATE TABLE back_search (
    version INTEGER PRIMARY KEY, at INTEGER NOT NULL, entries INTEGER NOT NULL, found INTEGER
  ) STRICT;

  INSERT INTO change VALUES ('entries', 0);
  CREATE TRIGGER manual_entry_decided AFTER UPDATE OF state ON manual_entry
    BEGIN UPDATE change SET n = n + 1 WHERE topic = 'entries'; END;
  CREATE TRIGGER recall_made AFTER INSERT ON recall
    BEGIN UPDATE change SET n = n + 1 WHERE topic = 'entries'; END;
`
