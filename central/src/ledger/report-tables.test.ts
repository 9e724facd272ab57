import { expect, test } from 'vitest'
import { openLedgerFile } from './ledger-file.ts'

const ROWS = `
  INSERT INTO device (id, kind, name, added_at) VALUES ('unit-1', 'vehicle', 'Unit 1', 1);
  INSERT INTO asset_line VALUES (1, 'unit-1', 'purchase', 1, 'City', '2026-03-01', '', NULL, NULL, 'pat', 1);
  INSERT INTO siting VALUES (1, 'unit-1', 'why', 'f', 'p', 't', 'ann', 1);
  INSERT INTO siting_comment VALUES (1, 'unit-1', '2026-03-01', 'c', NULL, 'ann', 1);
  INSERT INTO posting VALUES (1, 'unit-1', NULL, 'traffic', 1, 2, 'ann');
  INSERT INTO unit_event VALUES (1, 'unit-1', 'outage', '', 'd', 1, 2, NULL);
  INSERT INTO complaint VALUES ('2026-0001', 'bias', 'directly', '2026-03-01', '2026-03-31', 's', 'sue', 1,
    'upheld', 'r', '2026-03-02', 'sue', 2);
  INSERT INTO published_report VALUES (1, '2026-02', 1, NULL, 'pat', 1, '{}', '<p>', 'a', 'h', 'h', 'h');
`
const KEPT = {
  asset_line: 'cents = 2',
  siting: "reason = 'other'",
  siting_comment: "comment = 'other'",
  posting: 'since = 0',
  unit_event: 'until = 3',
  complaint: "reply = 'other'",
  published_report: "html = '<b>'",
}

test.each(Object.entries(KEPT))(
  'what stands in %s is neither changed nor removed, by any statement',
  (table, change) => {
    const db = openLedgerFile(':memory:')
    db.exec(ROWS)
    expect(() => db.exec(`UPDATE ${table} SET ${change}`)).toThrow(/stand|only|never|once/)
    expect(() => db.exec(`DELETE FROM ${table}`)).toThrow(/kept|never|stand/)
    db.close()
  },
)
