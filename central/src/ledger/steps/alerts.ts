/**
 * What is learned from alerts and outlives their day, without a plate: what each came to, how often cameras were wrong,
 * their quarantines, and alerts that nobody acknowledged in time.
 */
export const ALERTS_STEP = `
  CREATE TABLE alert_outcome (
    alert TEXT PRIMARY KEY, device TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL,
    disposition TEXT NOT NULL CHECK (disposition IN ('correct', 'wrong-state', 'misread', 'not-actionable')),
    policy TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX alert_outcome_at ON alert_outcome (at);
  CREATE TABLE camera_outcome (
    device TEXT NOT NULL, camera TEXT NOT NULL, alert TEXT NOT NULL REFERENCES alert_outcome,
    at INTEGER NOT NULL, wrong INTEGER NOT NULL CHECK (wrong IN (0, 1)), PRIMARY KEY (device, camera, alert)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX camera_outcome_alert ON camera_outcome (alert);

  CREATE TABLE camera_quarantine (
    n INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, camera TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'quarantined', 'refused', 'lifted')),
    proposed_at INTEGER NOT NULL, judged INTEGER NOT NULL, wrong INTEGER NOT NULL, low REAL NOT NULL,
    high REAL NOT NULL, policy TEXT NOT NULL,
    decided_at INTEGER, decided_by TEXT, reason TEXT, lifted_at INTEGER, lifted_by TEXT, lift_reason TEXT,
    CHECK ((state = 'proposed') = (decided_by IS NULL)), CHECK ((state = 'lifted') = (lifted_by IS NOT NULL))
  ) STRICT;
  CREATE UNIQUE INDEX camera_quarantine_open ON camera_quarantine (device, camera)
    WHERE state IN ('proposed', 'quarantined');
  CREATE TRIGGER camera_quarantine_stays BEFORE DELETE ON camera_quarantine
    BEGIN SELECT RAISE(ABORT, 'a quarantine is lifted, never removed'); END;

  CREATE TABLE alert_escalation (
    alert TEXT PRIMARY KEY, device TEXT NOT NULL, raised_at INTEGER NOT NULL, at INTEGER NOT NULL,
    policy TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX alert_escalation_at ON alert_escalation (at);
`
