/**
 * With which line of the use log the note of whoever decided a version of the policy or an entry made by hand is sealed;
 * null: there is none. A version that was decided stands as a whole already; an entry goes on, to its end.
 */
export const APPROVAL_NOTES_STEP = `
  ALTER TABLE policy_version ADD COLUMN decided_line INTEGER REFERENCES use_log
    CHECK (decided_line IS NULL OR decided_by IS NOT NULL);
  ALTER TABLE manual_entry ADD COLUMN decided_line INTEGER REFERENCES use_log
    CHECK (decided_line IS NULL OR decided_by IS NOT NULL);
  CREATE TRIGGER manual_entry_note_stands BEFORE UPDATE OF decided_line ON manual_entry
    WHEN OLD.state <> 'open' AND NEW.decided_line IS NOT OLD.decided_line
    BEGIN SELECT RAISE(ABORT, 'what was said at a decision stands'); END;
`
