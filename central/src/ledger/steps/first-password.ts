/**
 * Whether somebody else gave an account its password: then the next login asks for one of the person's own. Of accounts
 * of before, the use log says who set it last; of whom it says nothing, the password counts as given.
 */
export const FIRST_PASSWORD_STEP = `
  ALTER TABLE person ADD COLUMN password_given INTEGER NOT NULL DEFAULT 1 CHECK (password_given IN (0, 1));
  UPDATE person SET password_given = (u.who <> person.name)
    FROM (SELECT subject, max(n) AS n FROM use_log
      WHERE action IN ('person-add', 'person-password') AND outcome = 'success' GROUP BY subject) newest
    JOIN use_log u ON u.n = newest.n
    WHERE newest.subject = person.name;
`
