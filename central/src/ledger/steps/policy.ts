/** The policy as versions; decided ones are never changed, and none is ever removed. */
export const POLICY_STEP = `
  CREATE TABLE policy_version (
    n INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, content TEXT NOT NULL, changes TEXT NOT NULL,
    reason TEXT NOT NULL, based_on INTEGER NOT NULL, proposed_by TEXT NOT NULL, proposed_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused')),
    decided_by TEXT, decided_at INTEGER,
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK (state <> 'approved' OR n = 1 OR (decided_by IS NOT NULL AND decided_by <> proposed_by))
  ) STRICT;
  CREATE UNIQUE INDEX policy_label ON policy_version (label) WHERE state <> 'refused';
  CREATE TRIGGER policy_stands BEFORE UPDATE ON policy_version WHEN OLD.state <> 'open'
    BEGIN SELECT RAISE(ABORT, 'a decided version of the policy stands'); END;
  CREATE TRIGGER policy_stays BEFORE DELETE ON policy_version
    BEGIN SELECT RAISE(ABORT, 'versions of the policy are kept'); END;
  INSERT INTO change VALUES ('policies', 0);
  CREATE TRIGGER policy_installed AFTER INSERT ON policy_version
    BEGIN UPDATE change SET n = n + 1 WHERE topic = 'policies'; END;
  CREATE TRIGGER policy_decided AFTER UPDATE OF state ON policy_version
    BEGIN UPDATE change SET n = n + 1 WHERE topic = 'policies'; END;
`
