/** Requests from outside, and what was disclosed on them. Nothing here is ever removed. */
export const DISCLOSURES_STEP = `
  CREATE TABLE outside_request (
    id TEXT PRIMARY KEY, received_at INTEGER NOT NULL, recorded_by TEXT NOT NULL, recorded_at INTEGER NOT NULL,
    agency TEXT NOT NULL, requester TEXT NOT NULL, asked TEXT NOT NULL,
    refused_by TEXT, refused_at INTEGER, refused_because TEXT
  ) STRICT;
  CREATE TRIGGER outside_request_stays BEFORE DELETE ON outside_request
    BEGIN SELECT RAISE(ABORT, 'requests are kept'); END;
  CREATE TRIGGER outside_request_stands BEFORE UPDATE ON outside_request
    WHEN OLD.refused_by IS NOT NULL OR NEW.agency <> OLD.agency OR NEW.requester <> OLD.requester
      OR NEW.asked <> OLD.asked
    BEGIN SELECT RAISE(ABORT, 'what was asked stands'); END;
  CREATE TABLE disclosure (
    id TEXT PRIMARY KEY, request TEXT NOT NULL REFERENCES outside_request,
    basis TEXT NOT NULL CHECK (basis IN ('special-order', 'chief-authorisation')), reference TEXT NOT NULL,
    purpose TEXT NOT NULL, reads TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'refused')), decided_by TEXT, decided_at INTEGER,
    CHECK ((state = 'proposed') = (decided_by IS NULL)),
    CHECK (state <> 'approved' OR decided_by <> proposed_by)
  ) STRICT;
  CREATE INDEX disclosure_request ON disclosure (request);
  CREATE TRIGGER disclosure_stays BEFORE DELETE ON disclosure
    BEGIN SELECT RAISE(ABORT, 'disclosures are kept'); END;
  CREATE TRIGGER disclosure_stands BEFORE UPDATE ON disclosure
    WHEN OLD.state <> 'proposed' OR NEW.reads <> OLD.reads OR NEW.basis <> OLD.basis OR NEW.request <> OLD.request
    BEGIN SELECT RAISE(ABORT, 'a decided disclosure stands'); END;
  CREATE TABLE disclosure_export (
    n INTEGER PRIMARY KEY AUTOINCREMENT, disclosure TEXT NOT NULL REFERENCES disclosure, at INTEGER NOT NULL,
    by TEXT NOT NULL, manifest TEXT NOT NULL, manifest_sha256 TEXT NOT NULL, zip_sha256 TEXT NOT NULL,
    images INTEGER NOT NULL, reads INTEGER NOT NULL
  ) STRICT;
  CREATE TRIGGER disclosure_export_stands BEFORE UPDATE ON disclosure_export
    BEGIN SELECT RAISE(ABORT, 'exports stand'); END;
  CREATE TRIGGER disclosure_export_stays BEFORE DELETE ON disclosure_export
    BEGIN SELECT RAISE(ABORT, 'exports are kept'); END;
`
