/** What the supervisors say to a flag before it is decided; the words are sealed with the line. */
export const FLAG_ANSWERS_STEP = `
  CREATE TABLE use_flag_answer (
    n INTEGER PRIMARY KEY AUTOINCREMENT, flag INTEGER NOT NULL REFERENCES use_flag, at INTEGER NOT NULL,
    by TEXT NOT NULL, line INTEGER NOT NULL REFERENCES use_log
  ) STRICT;
  CREATE INDEX use_flag_answer_flag ON use_flag_answer (flag, n);
  CREATE TRIGGER use_flag_answer_stands BEFORE UPDATE ON use_flag_answer
    BEGIN SELECT RAISE(ABORT, 'an answer stands'); END;
  CREATE TRIGGER use_flag_answer_stays BEFORE DELETE ON use_flag_answer
    BEGIN SELECT RAISE(ABORT, 'an answer is kept'); END;
`
