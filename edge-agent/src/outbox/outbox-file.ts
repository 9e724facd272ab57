import Database from 'better-sqlite3'
import { HintedError } from '../hinted-error.ts'

/** Raised by one with every change of the tables. */
const SCHEMA_VERSION = 1

/**
 * `rank`: 0 hit, 1 read without a hit, 2 image of a hit, 3 image of another read: the order of sending.
 * `held`: 1 for an image whose Read is not accepted yet. `seq` is the order of putting.
 */
const SCHEMA = `
CREATE TABLE parcel (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  rank INTEGER NOT NULL,
  held INTEGER NOT NULL,
  read_id TEXT NOT NULL,
  put_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  head TEXT NOT NULL,
  body BLOB
) STRICT;
CREATE INDEX parcel_order ON parcel (held, rank, seq);
CREATE INDEX parcel_read ON parcel (read_id);
CREATE TABLE refused (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  refused_at INTEGER NOT NULL,
  refusal TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  head TEXT NOT NULL,
  body BLOB
) STRICT;
CREATE TABLE tally (id INTEGER PRIMARY KEY CHECK (id = 1), bytes INTEGER NOT NULL, evicted INTEGER NOT NULL) STRICT;
INSERT INTO tally VALUES (1, 0, 0);
CREATE TRIGGER parcel_in AFTER INSERT ON parcel BEGIN UPDATE tally SET bytes = bytes + new.bytes; END;
CREATE TRIGGER parcel_out AFTER DELETE ON parcel BEGIN UPDATE tally SET bytes = bytes - old.bytes; END;
`

/** The disk failed or is full. `hint` tells the operator what to do. */
export class OutboxError extends HintedError {
  override readonly name = 'OutboxError'
}

const BUSY_MS = 2000

/** Opens the file, and makes its tables when it is new. */
export function openOutboxFile(path: string): Database.Database {
  const db = explained(() => new Database(path, { timeout: BUSY_MS }))
  try {
    explained(() => prepare(db, path))
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function prepare(db: Database.Database, path: string): void {
  // Held until the file is closed or the program dies: two units on one state would send everything twice.
  db.pragma('locking_mode = EXCLUSIVE')
  db.pragma('auto_vacuum = INCREMENTAL')
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('secure_delete = ON')
  const version = db.pragma('user_version', { simple: true })
  if (version === 0) {
    db.transaction(() => {
      db.exec(SCHEMA)
      db.pragma(`user_version = ${SCHEMA_VERSION}`)
    })()
  } else if (version !== SCHEMA_VERSION) {
    throw new OutboxError(
      `${path} has outbox version ${String(version)}, this program knows ${SCHEMA_VERSION}`,
      'install the version of archway-edge that wrote it, let it send what waits, then update',
    )
  }
}

const HINTS: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full: free some space',
  SQLITE_BUSY: 'another archway-edge runs on this state directory: stop it first',
}

/** Runs work on the file; what SQLite complains of comes out as an OutboxError with a hint. */
export function explained<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError)) throw cause
    throw new OutboxError(
      `outbox: ${cause.message}`,
      HINTS[cause.code] ?? 'check the disk and the permissions of the state directory',
      cause,
    )
  }
}
