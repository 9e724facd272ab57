/**
 * What lines of the use log committed to and can be erased again: the ciphertext with its salt, and the
 * pseudonym by which repeats are told. The line itself holds the commitment only.
 */
export const SECRETS_STEP = `
  CREATE TABLE use_secret (
    line INTEGER PRIMARY KEY REFERENCES use_log, commitment TEXT NOT NULL UNIQUE, month TEXT NOT NULL,
    at INTEGER NOT NULL, who TEXT NOT NULL, pseudonym TEXT, sealed BLOB NOT NULL
  ) STRICT;
  CREATE INDEX use_secret_month ON use_secret (month);
  CREATE INDEX use_secret_repeat ON use_secret (who, pseudonym, at) WHERE pseudonym IS NOT NULL;
  CREATE TRIGGER use_secret_stands BEFORE UPDATE ON use_secret
    BEGIN SELECT RAISE(ABORT, 'a secret of the use log is erased or stands as it is'); END;

  -- The auditor reads by person, by act and by time; lines are for ever, so these only grow.
  CREATE INDEX use_log_who ON use_log (who, n);
  CREATE INDEX use_log_action ON use_log (action, n);
  CREATE INDEX use_log_at ON use_log (at);
`
