import Database from 'better-sqlite3'
import { entryLeaf } from '../audit/entry.ts'
import { ALERTS_STEP } from './steps/alerts.ts'
import { APPROVAL_NOTES_STEP } from './steps/approval-notes.ts'
import { DECISION_NOTES_STEP } from './steps/decision-notes.ts'
import { DISCLOSURES_STEP } from './steps/disclosures.ts'
import { FIRST_PASSWORD_STEP } from './steps/first-password.ts'
import { FLAG_ANSWERS_STEP } from './steps/flag-answers.ts'
import { HOLDS_STEP } from './steps/holds.ts'
import { HOTLIST_STEP } from './steps/hotlist.ts'
import { HOTLIST_DIGESTS_STEP } from './steps/hotlist-digests.ts'
import { PEOPLE_STEP } from './steps/people.ts'
import { POLICY_STEP } from './steps/policy.ts'
import { REPORT_STEP } from './steps/report.ts'
import { RETENTION_STEP } from './steps/retention.ts'
import { SEARCH_STEP } from './steps/search.ts'
import { SECRETS_STEP } from './steps/secrets.ts'
import { SHOWN_COUNTS_STEP } from './steps/shown-counts.ts'
import type { UseRecord } from './use-log.ts'

/** The schema as steps that are only ever appended to; `user_version` counts those that a file has taken. */
export const STEPS: readonly string[] = [
  `
  CREATE TABLE device (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('fixed', 'vehicle')), name TEXT NOT NULL,
    lat REAL, lon REAL, label TEXT, added_at INTEGER NOT NULL, revoked_at INTEGER,
    certificate TEXT, last_seen_at INTEGER,
    CHECK (kind = 'fixed' OR (lat IS NULL AND lon IS NULL AND label IS NULL))
  ) STRICT;
  CREATE TABLE enrolment (
    secret_hash TEXT PRIMARY KEY, device TEXT NOT NULL REFERENCES device, offered_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, used_at INTEGER
  ) STRICT;

  CREATE TABLE person (
    name TEXT PRIMARY KEY, display_name TEXT NOT NULL, roles TEXT NOT NULL, password TEXT NOT NULL,
    added_at INTEGER NOT NULL
  ) STRICT;
  -- Of names, not of people: a name that nobody has fails and locks like any other, so that nothing tells
  -- from outside which names exist.
  CREATE TABLE login_failure (name TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX login_failure_name ON login_failure (name, at);
  CREATE TABLE login_lock (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  CREATE TABLE session (
    token_hash TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person, csrf TEXT NOT NULL,
    created_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE hotlist_version (
    version INTEGER PRIMARY KEY, list TEXT NOT NULL, source_at INTEGER NOT NULL, imported_at INTEGER NOT NULL,
    entries INTEGER NOT NULL, digest TEXT NOT NULL, oldest_source_at INTEGER NOT NULL
  ) STRICT;
  -- In force from version "since" up to, not including, version "until". What a coming version adds and ends
  -- is written before it, in small transactions: nothing of it counts until the version itself is there.
  CREATE TABLE hotlist_entry (
    id TEXT NOT NULL, list TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, plate TEXT NOT NULL,
    raw TEXT NOT NULL, folded INTEGER NOT NULL, jurisdiction TEXT, category TEXT NOT NULL,
    flags TEXT NOT NULL, expires_at INTEGER NOT NULL, entered_at INTEGER, number TEXT, agency TEXT,
    vehicle TEXT NOT NULL, PRIMARY KEY (id, since)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hotlist_entry_since ON hotlist_entry (since);
  CREATE INDEX hotlist_entry_until ON hotlist_entry (until);
  CREATE INDEX hotlist_entry_list ON hotlist_entry (list, until);

  CREATE TABLE use_log (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('success', 'failure')), subject TEXT, detail TEXT
  ) STRICT;
  CREATE TRIGGER use_log_stands BEFORE UPDATE ON use_log
    BEGIN SELECT RAISE(ABORT, 'the use log is append-only'); END;
  CREATE TRIGGER use_log_stays BEFORE DELETE ON use_log
    BEGIN SELECT RAISE(ABORT, 'the use log is append-only'); END;

  CREATE TABLE change (topic TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;
  INSERT INTO change VALUES ('devices', 0), ('hotlists', 0);
  CREATE TRIGGER device_added AFTER INSERT ON device
    BEGIN UPDATE change SET n = n + 1 WHERE topic = 'devices'; END;
  CREATE TRIGGER device_changed AFTER UPDATE OF name, lat, lon, label, revoked_at, certificate ON device
    BEGIN UPDATE change SET n = n + 1 WHERE topic = 'devices'; END;
  CREATE TRIGGER hotlist_imported AFTER INSERT ON hotlist_version
    BEGIN UPDATE change SET n = n + 1 WHERE topic = 'hotlists'; END;
  `,
  `
  -- Whose turn it is to prepare the coming version: the holder of the highest number.
  CREATE TABLE hotlist_turn (n INTEGER NOT NULL) STRICT;
  INSERT INTO hotlist_turn VALUES (0);
  `,
  `
  -- The leaf hash of every line of the use log, made by a trigger: no statement can add a line without one, and
  -- a program that cannot make leaves cannot add lines.
  CREATE TABLE use_leaf (n INTEGER PRIMARY KEY, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;
  INSERT INTO use_leaf SELECT n, use_leaf_of(n, at, who, action, outcome, subject, detail) FROM use_log;
  CREATE TRIGGER use_log_grows AFTER INSERT ON use_log BEGIN
    INSERT INTO use_leaf VALUES (NEW.n,
      use_leaf_of(NEW.n, NEW.at, NEW.who, NEW.action, NEW.outcome, NEW.subject, NEW.detail));
  END;
  CREATE TRIGGER use_leaf_stands BEFORE UPDATE ON use_leaf
    BEGIN SELECT RAISE(ABORT, 'the use log is append-only'); END;
  CREATE TRIGGER use_leaf_stays BEFORE DELETE ON use_leaf
    BEGIN SELECT RAISE(ABORT, 'the use log is append-only'); END;

  CREATE TABLE checkpoint (n INTEGER PRIMARY KEY AUTOINCREMENT, signed TEXT NOT NULL) STRICT;
  CREATE TRIGGER checkpoint_stands BEFORE UPDATE ON checkpoint
    BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
  CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
    BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
  `,
  POLICY_STEP,
  SECRETS_STEP,
  PEOPLE_STEP,
  RETENTION_STEP,
  HOLDS_STEP,
  DISCLOSURES_STEP,
  HOTLIST_STEP,
  SEARCH_STEP,
  REPORT_STEP,
  ALERTS_STEP,
  // A list's size stands with its version: nothing looks for entries by their list any more.
  'DROP INDEX hotlist_entry_list;',
  DECISION_NOTES_STEP,
  FLAG_ANSWERS_STEP,
  FIRST_PASSWORD_STEP,
  HOTLIST_DIGESTS_STEP,
  APPROVAL_NOTES_STEP,
  SHOWN_COUNTS_STEP,
]

/** @param path a file, made when it is missing, or `:memory:` */
export function openLedgerFile(path: string): Database.Database {
  const db = new Database(path)
  // The command line may hold the write lock for seconds while it imports a list.
  db.pragma('busy_timeout = 30000')
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  // Every verb takes the right to write before it reads: one that reads first and writes then fails at once, whatever
  // the patience, when another process wrote between.
  const begin = db.transaction.bind(db)
  db.transaction = ((verb: Parameters<typeof begin>[0]) => begin(verb).immediate) as typeof db.transaction
  db.function('use_leaf_of', { deterministic: true, varargs: true }, (...line) => entryLeaf(lineOf(line)))
  const migrate = db.transaction(() => {
    const taken = Number(db.pragma('user_version', { simple: true }))
    if (taken > STEPS.length) {
      throw new Error(`${path} was written by a newer version of this program (schema ${taken}); update it`)
    }
    for (const step of STEPS.slice(taken)) db.exec(step)
    db.pragma(`user_version = ${STEPS.length}`)
  })
  migrate.immediate()
  return db
}

/** A line from its columns, in the order of the table. The table's own types and checks stand behind them. */
const lineOf = ([n, at, who, action, outcome, subject, detail]: readonly unknown[]): UseRecord =>
  ({ n, at, who, action, outcome, subject, detail }) as UseRecord
