/** With which line of the use log the note of whoever decided a hold or a disclosure is sealed; null: there is none. */
export const DECISION_NOTES_STEP = `
  ALTER TABLE hold ADD COLUMN decided_line INTEGER REFERENCES use_log;
  ALTER TABLE disclosure ADD COLUMN decided_line INTEGER REFERENCES use_log;
  CREATE TRIGGER hold_note_stands BEFORE UPDATE OF decided_line ON hold
    WHEN OLD.state <> 'proposed' AND NEW.decided_line IS NOT OLD.decided_line
    BEGIN SELECT RAISE(ABORT, 'what was said at a decision stands'); END;
`
