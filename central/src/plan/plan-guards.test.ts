import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROUTES } from '../api/routes.ts'
import { openLedgerFile } from '../ledger/ledger-file.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { lookAtInstallation } from './installation.ts'
import {
  freshInstall,
  type Home,
  homes,
  makeReadable,
  NOW,
  policyAfter,
  TODAY,
  usedInstall,
} from './plan.fixture.ts'
import { checkPlan } from './plan-check.ts'
import { tablesOf } from './schema-faults.ts'

const fresh = homes(freshInstall)
const used = homes(usedInstall)

/** Guards that somebody with root took out, hollowed or got round, without any row that is wrong yet. */
const LOOSE: readonly (readonly [row: number, what: string, how: (home: Home) => void, said: string])[] = [
  [3, 'a published report may change', ({ sql }) => sql('DROP TRIGGER published_report_stands'), 'missing'],
  [
    6,
    'a table of somebody’s own',
    ({ sql }) => sql('CREATE TABLE whereabouts (device TEXT, lat REAL)'),
    'whereabouts is not of this program',
  ],
  [
    6,
    'a view of somebody’s own',
    ({ sql }) => sql('CREATE VIEW followed AS SELECT * FROM device'),
    'followed is not of this program',
  ],
  [
    8,
    'a version of the policy removed',
    ({ sql }) =>
      sql(
        policyAfter(1, { at: NOW, content: 'content' }),
        'DROP TRIGGER policy_stays',
        'DELETE FROM policy_version WHERE n = 2',
      ),
    '1 version removed',
  ],
  [
    13,
    'a table of places in a day',
    ({ daySql }) => daySql('CREATE TABLE whereabouts (read TEXT, lat REAL)'),
    'whereabouts is not of this program',
  ],
  [
    13,
    'a column of another table of a day',
    ({ daySql }) => daySql('ALTER TABLE images ADD COLUMN lat REAL'),
    'table images was changed (lat)',
  ],
  [
    13,
    'a trigger of the same name that lets everything pass',
    ({ daySql }) =>
      daySql(
        'DROP TRIGGER reads_are_immutable',
        'CREATE TRIGGER reads_are_immutable BEFORE UPDATE ON reads BEGIN SELECT 1; END',
      ),
    'reads_are_immutable was changed',
  ],
  [20, 'receipts may be removed', ({ sql }) => sql('DROP TRIGGER receipt_stays'), 'receipt_stays is missing'],
  [28, 'an answer may change', ({ sql }) => sql('DROP TRIGGER use_flag_answer_stands'), 'missing'],
  [
    40,
    'the key of a day may be read by others',
    ({ config }) => {
      const key = join(config.keys, 'days', `${TODAY}.key`)
      writeFileSync(key, '')
      makeReadable(key)
    },
    `${TODAY}.key`,
  ],
]

describe('a guard that is gone', () => {
  test.each(LOOSE)('promise %i: %s shows red', async (number, _, how, said) => {
    const home = await used.home()
    how(home)
    const [row] = await home.check({}, [number])
    expect(row).toMatchObject({ number, verdict: 'broken' })
    expect(row?.evidence[0]).toContain(said)
  })

  test('of no table of the ledger goes unseen: each belongs to a row', async () => {
    const { config } = await fresh.home()
    const ledger = openLedgerHere(join(config.data, 'ledger.db'))
    const installation = await lookAtInstallation({ config, ledger, routes: ROUTES, at: NOW })
    const looked = new Set<string>()
    const guardFaults = (...tables: string[]) => {
      for (const table of tables) looked.add(table)
      return installation.ledger.guardFaults(...tables)
    }
    await checkPlan({ ...installation, ledger: { ...installation.ledger, guardFaults } })
    installation.close()
    await ledger.close()
    const made = openLedgerFile(':memory:')
    const tables = tablesOf(made)
    made.close()
    expect(tables.length).toBeGreaterThan(40)
    expect(tables.filter((table) => !looked.has(table))).toEqual([])
  })
})
