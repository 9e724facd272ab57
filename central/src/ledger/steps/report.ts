/**
 * What reports stand on when the days are gone: counts by unit and day, no plate anywhere; then units' events, what
 * they cost, where and why they stand, complaints, and the reports that were published.
 */
export const REPORT_STEP = `
  CREATE TABLE day_total (
    day TEXT PRIMARY KEY, taken_at INTEGER NOT NULL, reads INTEGER NOT NULL, hits INTEGER NOT NULL,
    alerts INTEGER NOT NULL, images INTEGER NOT NULL, refused INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE unit_day (
    day TEXT NOT NULL, device TEXT NOT NULL, reads INTEGER NOT NULL, PRIMARY KEY (day, device)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX unit_day_device ON unit_day (device, day);
  CREATE TABLE unit_day_hit (
    day TEXT NOT NULL, device TEXT NOT NULL, category TEXT NOT NULL, grade TEXT NOT NULL, hits INTEGER NOT NULL,
    alerts INTEGER NOT NULL, PRIMARY KEY (day, device, category, grade)
  ) STRICT, WITHOUT ROWID;
  -- Device '' is central itself: for how long it was there to hear anybody.
  CREATE TABLE unit_day_up (
    day TEXT NOT NULL, device TEXT NOT NULL, up_ms INTEGER NOT NULL, PRIMARY KEY (day, device)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE unit_event (
    n INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL REFERENCES device,
    kind TEXT NOT NULL CHECK (kind IN ('outage', 'camera', 'tamper', 'damage')), part TEXT NOT NULL,
    detail TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, recorded_by TEXT,
    CHECK (until IS NULL OR until >= since)
  ) STRICT;
  CREATE UNIQUE INDEX unit_event_open ON unit_event (device, kind, part)
    WHERE until IS NULL AND recorded_by IS NULL;
  CREATE INDEX unit_event_since ON unit_event (since);
  CREATE TRIGGER unit_event_stays BEFORE DELETE ON unit_event
    BEGIN SELECT RAISE(ABORT, 'events are kept'); END;
  CREATE TRIGGER unit_event_stands BEFORE UPDATE ON unit_event
    WHEN OLD.until IS NOT NULL OR NEW.device <> OLD.device OR NEW.kind <> OLD.kind OR NEW.since <> OLD.since
    BEGIN SELECT RAISE(ABORT, 'an event can only end, once'); END;

  CREATE TABLE asset_line (
    n INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL REFERENCES device,
    kind TEXT NOT NULL CHECK (kind IN ('purchase', 'installation', 'repair', 'running', 'reversal')),
    cents INTEGER NOT NULL, fund TEXT NOT NULL, day TEXT NOT NULL, note TEXT NOT NULL,
    reverses INTEGER UNIQUE REFERENCES asset_line, event INTEGER REFERENCES unit_event,
    recorded_by TEXT NOT NULL, recorded_at INTEGER NOT NULL,
    CHECK ((kind = 'reversal') = (reverses IS NOT NULL)), CHECK ((kind = 'reversal') = (cents < 0) OR cents = 0)
  ) STRICT;
  CREATE INDEX asset_line_device ON asset_line (device, n);
  CREATE TRIGGER asset_line_stands BEFORE UPDATE ON asset_line
    BEGIN SELECT RAISE(ABORT, 'a line of the asset ledger is reversed, never changed'); END;
  CREATE TRIGGER asset_line_stays BEFORE DELETE ON asset_line
    BEGIN SELECT RAISE(ABORT, 'a line of the asset ledger is reversed, never removed'); END;

  CREATE TABLE district (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, residents INTEGER, source TEXT, recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
  ) STRICT;
  -- Where a unit belongs and from when. A car without a district is a specialised one; task says for what.
  CREATE TABLE posting (
    n INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL REFERENCES device, district TEXT REFERENCES district,
    task TEXT, since INTEGER NOT NULL, until INTEGER, posted_by TEXT NOT NULL,
    CHECK ((district IS NULL) = (task IS NOT NULL)), CHECK (until IS NULL OR until >= since)
  ) STRICT;
  CREATE UNIQUE INDEX posting_now ON posting (device) WHERE until IS NULL;
  CREATE TRIGGER posting_stays BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'postings are kept'); END;
  CREATE TRIGGER posting_stands BEFORE UPDATE ON posting
    WHEN OLD.until IS NOT NULL OR NEW.device <> OLD.device OR NEW.since <> OLD.since
      OR NEW.district IS NOT OLD.district OR NEW.task IS NOT OLD.task
    BEGIN SELECT RAISE(ABORT, 'a posting can only end, once'); END;
  CREATE TABLE siting (
    n INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL REFERENCES device, reason TEXT NOT NULL,
    fibre TEXT NOT NULL, power TEXT NOT NULL, traffic TEXT NOT NULL, recorded_by TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE siting_comment (
    n INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL REFERENCES device, received_on TEXT NOT NULL,
    comment TEXT NOT NULL, answer TEXT, recorded_by TEXT NOT NULL, recorded_at INTEGER NOT NULL
  ) STRICT;
  CREATE TRIGGER siting_stands BEFORE UPDATE ON siting
    BEGIN SELECT RAISE(ABORT, 'a siting record stands; record a newer one'); END;
  CREATE TRIGGER siting_stays BEFORE DELETE ON siting BEGIN SELECT RAISE(ABORT, 'siting records are kept'); END;
  CREATE TRIGGER siting_comment_stands BEFORE UPDATE ON siting_comment
    BEGIN SELECT RAISE(ABORT, 'comments stand'); END;
  CREATE TRIGGER siting_comment_stays BEFORE DELETE ON siting_comment
    BEGIN SELECT RAISE(ABORT, 'comments are kept'); END;
  -- Counted by the department elsewhere: stops that followed an alert.
  CREATE TABLE district_stops (
    district TEXT NOT NULL REFERENCES district, month TEXT NOT NULL, stops INTEGER NOT NULL CHECK (stops >= 0),
    source TEXT NOT NULL, recorded_by TEXT NOT NULL, recorded_at INTEGER NOT NULL, PRIMARY KEY (district, month)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE complaint (
    number TEXT PRIMARY KEY, kind TEXT NOT NULL, via TEXT NOT NULL, received_on TEXT NOT NULL, due_on TEXT NOT NULL,
    summary TEXT NOT NULL, recorded_by TEXT NOT NULL, recorded_at INTEGER NOT NULL,
    outcome TEXT, reply TEXT, replied_on TEXT, replied_by TEXT, replied_at INTEGER,
    CHECK ((outcome IS NULL) = (replied_by IS NULL)), CHECK ((outcome IS NULL) = (replied_on IS NULL)),
    CHECK (due_on >= received_on)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER complaint_stays BEFORE DELETE ON complaint
    BEGIN SELECT RAISE(ABORT, 'complaints are kept'); END;
  CREATE TRIGGER complaint_stands BEFORE UPDATE ON complaint
    WHEN OLD.outcome IS NOT NULL OR NEW.kind <> OLD.kind OR NEW.summary <> OLD.summary
      OR NEW.received_on <> OLD.received_on OR NEW.due_on <> OLD.due_on
    BEGIN SELECT RAISE(ABORT, 'a complaint can only be answered, once'); END;

  CREATE TABLE published_report (
    n INTEGER PRIMARY KEY AUTOINCREMENT, month TEXT NOT NULL, revision INTEGER NOT NULL, because TEXT,
    published_by TEXT NOT NULL, published_at INTEGER NOT NULL, figures TEXT NOT NULL, html TEXT NOT NULL,
    csv TEXT NOT NULL, sha256_figures TEXT NOT NULL, sha256_html TEXT NOT NULL, sha256_csv TEXT NOT NULL,
    UNIQUE (month, revision), CHECK ((revision = 1) = (because IS NULL))
  ) STRICT;
  CREATE TRIGGER published_report_stands BEFORE UPDATE ON published_report
    BEGIN SELECT RAISE(ABORT, 'a published report stands; publish a revision'); END;
  CREATE TRIGGER published_report_stays BEFORE DELETE ON published_report
    BEGIN SELECT RAISE(ABORT, 'a published report is kept'); END;
`
