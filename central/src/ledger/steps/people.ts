/**
 * People as dated rows: who could do what, when, and who let them. What was written of grants, training and
 * receipts is never changed or removed; an end is written once.
 */
export const PEOPLE_STEP = `
  ALTER TABLE person ADD COLUMN badge TEXT;
  -- One person, one account: the department's serial number can be on one only.
  CREATE UNIQUE INDEX person_badge ON person (badge) WHERE badge IS NOT NULL;
  ALTER TABLE person ADD COLUMN last_login_at INTEGER;
  ALTER TABLE person ADD COLUMN sso_subject TEXT;
  CREATE UNIQUE INDEX person_sso ON person (sso_subject) WHERE sso_subject IS NOT NULL;

  CREATE TABLE person_grant (
    n INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL REFERENCES person, role TEXT NOT NULL,
    since INTEGER NOT NULL, granted_by TEXT NOT NULL, until INTEGER, ended_by TEXT,
    CHECK ((until IS NULL) = (ended_by IS NULL))
  ) STRICT;
  CREATE UNIQUE INDEX person_grant_held ON person_grant (person, role) WHERE until IS NULL;
  INSERT INTO person_grant (person, role, since, granted_by)
    SELECT name, CASE value WHEN 'administrator' THEN 'it-administrator' ELSE value END, added_at, 'before grants were dated'
    FROM person, json_each(person.roles);
  ALTER TABLE person DROP COLUMN roles;
  CREATE TRIGGER person_grant_stands BEFORE UPDATE ON person_grant
    WHEN OLD.until IS NOT NULL OR NEW.person <> OLD.person OR NEW.role <> OLD.role OR NEW.since <> OLD.since
      OR NEW.granted_by <> OLD.granted_by
    BEGIN SELECT RAISE(ABORT, 'a grant can only end, once'); END;
  CREATE TRIGGER person_grant_stays BEFORE DELETE ON person_grant
    BEGIN SELECT RAISE(ABORT, 'grants are kept'); END;
  CREATE TRIGGER person_stays BEFORE DELETE ON person
    BEGIN SELECT RAISE(ABORT, 'people are disabled, never removed'); END;

  CREATE TABLE person_disabled (
    n INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL REFERENCES person, since INTEGER NOT NULL,
    disabled_by TEXT NOT NULL, reason TEXT NOT NULL, until INTEGER, enabled_by TEXT
  ) STRICT;
  CREATE UNIQUE INDEX person_disabled_now ON person_disabled (person) WHERE until IS NULL;

  CREATE TABLE training (
    n INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL REFERENCES person, course TEXT NOT NULL,
    trainer TEXT NOT NULL, taken_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL, recorded_by TEXT NOT NULL,
    CHECK (trainer <> person)
  ) STRICT;
  CREATE INDEX training_person ON training (person, taken_at);
  CREATE TRIGGER training_stands BEFORE UPDATE ON training
    BEGIN SELECT RAISE(ABORT, 'training records stand'); END;
  CREATE TRIGGER training_stays BEFORE DELETE ON training
    BEGIN SELECT RAISE(ABORT, 'training records are kept'); END;
  CREATE TABLE receipt (
    n INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL REFERENCES person, number TEXT NOT NULL,
    version TEXT NOT NULL, sha256 TEXT, signature TEXT NOT NULL, signed_at INTEGER NOT NULL,
    recorded_by TEXT NOT NULL
  ) STRICT;
  CREATE INDEX receipt_person ON receipt (person);
  CREATE TRIGGER receipt_stands BEFORE UPDATE ON receipt
    BEGIN SELECT RAISE(ABORT, 'receipts stand'); END;
  CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt
    BEGIN SELECT RAISE(ABORT, 'receipts are kept'); END;

  -- The secret is sealed under a key of the keys folder. last_step: a code is used once.
  CREATE TABLE totp (
    person TEXT PRIMARY KEY REFERENCES person, secret TEXT NOT NULL, last_step INTEGER NOT NULL,
    enrolled_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE passkey (
    id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person, public_key TEXT NOT NULL,
    counter INTEGER NOT NULL, transports TEXT NOT NULL, label TEXT NOT NULL, added_at INTEGER NOT NULL,
    last_used_at INTEGER
  ) STRICT;
  CREATE INDEX passkey_person ON passkey (person);

  -- Sessions of before the second factor end here.
  DELETE FROM session;
  ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
  ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
  ALTER TABLE session ADD COLUMN fresh_at INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX session_person ON session (person);

  CREATE TABLE access_notice (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, person TEXT NOT NULL, detail TEXT NOT NULL,
    seen_by TEXT, seen_at INTEGER
  ) STRICT;

  CREATE TABLE access_review (
    n INTEGER PRIMARY KEY AUTOINCREMENT, opened_at INTEGER NOT NULL, opened_by TEXT NOT NULL,
    closed_at INTEGER
  ) STRICT;
  CREATE TABLE access_review_item (
    review INTEGER NOT NULL REFERENCES access_review, person TEXT NOT NULL REFERENCES person,
    roles TEXT NOT NULL, decision TEXT CHECK (decision IN ('keep', 'revoke')), decided_by TEXT,
    decided_at INTEGER, PRIMARY KEY (review, person),
    CHECK (decided_by IS NULL OR decided_by <> person)
  ) STRICT, WITHOUT ROWID;
`
