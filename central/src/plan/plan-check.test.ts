import { appendFileSync, mkdirSync, readFileSync as readBytes, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dayAt } from '@archway/shared/id'
import { describe, expect, test } from 'vitest'
import type { RouteEntry } from '../api/route-list.ts'
import { ROUTES } from '../api/routes.ts'
import { DAY_MS } from '../store/judged.fixture.ts'
import {
  freshInstall,
  type Home,
  homes,
  idAt,
  makeReadable,
  NOW,
  policyAfter,
  TODAY,
  usedInstall,
} from './plan.fixture.ts'
import { PROMISES } from './plan-check.ts'

const fresh = homes(freshInstall)
const used = homes(usedInstall)

const LONG_AGO = NOW - 60 * DAY_MS
const ID = idAt(NOW - 3_600_000)
const route = (path: string, change: Partial<RouteEntry> = {}): RouteEntry => ({
  method: 'GET',
  path,
  act: null,
  response: null,
  summary: '',
  ...change,
})
const logged = (n: number) =>
  `INSERT INTO use_log (n, at, who, action, outcome) VALUES (${n}, ${NOW}, 'kim', 'read-search', 'success')`
const search = (change: { purpose?: string; case?: string } = {}) =>
  `INSERT INTO search (id, line, at, who, roles, purpose, case_number, policy, asked)
   VALUES ('${ID}', 9001, ${NOW}, 'kim', '[]', '${change.purpose ?? 'stolen-property'}', '${change.case ?? '26-000123'}', 'p', 1)`
const session = (person: string, address = 'a', token = person) =>
  `INSERT INTO session (token_hash, person, csrf, created_at, last_used_at, address, fresh_at)
   VALUES ('${token}', '${person}', 'c', ${NOW - 1000}, ${NOW - 1000}, '${address}', ${NOW - 1000})`
const person = (name: string) =>
  `INSERT INTO person (name, display_name, password, added_at, badge) VALUES ('${name}', 'x', 'x', ${NOW - 1000}, 'B-${name}')`
const grant = (name: string, role: string) =>
  `INSERT INTO person_grant (person, role, since, granted_by) VALUES ('${name}', '${role}', ${NOW - 1000}, 'ada')`
const hold = (reviewAt: number) =>
  `INSERT INTO hold (id, case_number, schedule, reason, proposed_by, proposed_at, state, decided_by, decided_at, review_at)
   VALUES ('${ID}', '26-000123', (SELECT 'none'), 'r', 'kim', 1, 'active', 'sam', 2, ${reviewAt})`
const old = (kind: string) =>
  `INSERT INTO device (id, kind, name, added_at, lat, lon, label) VALUES ('old-1', '${kind}', 'Old', ${LONG_AGO}, ${kind === 'fixed' ? "38, -90, 'x'" : 'NULL, NULL, NULL'})`

/** One way, each, in which somebody with root breaks a promise. What it returns changes what is looked at. */
const BREAKS: Record<number, (home: Home) => unknown> = {
  1: ({ sql }) =>
    sql(
      "CREATE TRIGGER no_more BEFORE INSERT ON device WHEN (SELECT count(*) FROM device) > 418 BEGIN SELECT RAISE(ABORT, 'full'); END",
    ),
  2: ({ sql }) => sql("UPDATE device SET lat = 38.6, lon = -90.2 WHERE id = 'car-1'"),
  4: ({ daySql }) =>
    daySql(
      'DROP TRIGGER reads_are_immutable',
      "UPDATE reads SET json = json_set(json, '$.images[2].sha256', json_extract(json, '$.images[0].sha256'))",
    ),
  5: ({ daySql }) => daySql(`INSERT INTO images (id, read, stored) VALUES ('${ID}', 'nobody', 1)`),
  6: ({ daySql }) =>
    daySql(
      'DROP TRIGGER reads_are_immutable',
      "UPDATE reads SET json = json_set(json, '$.driver', 'a face')",
    ),
  7: ({ daySql }) => daySql("UPDATE hits SET entry_view = json_remove(entry_view, '$.list')"),
  8: ({ daySql }) => daySql("UPDATE hits SET category = 'missing-person'"),
  9: ({ days, daySql }) => {
    daySql('PRAGMA wal_checkpoint(TRUNCATE)')
    const yesterday = dayAt(NOW - DAY_MS)
    moveDay(days, yesterday)
  },
  10: ({ sql }) => sql(logged(9001), search({ purpose: 'curiosity' })),
  11: ({ sql }) => sql(logged(9001), 'UPDATE case_file SET closed_at = opened_at + 1', search()),
  12: () => ({ routes: [...ROUTES, route('/plates/{plate}/track')] }),
  13: ({ daySql }) => daySql('ALTER TABLE reads ADD COLUMN lat REAL'),
  14: ({ days }) => writeFileSync(join(days, '2026-01-01.db'), ''),
  15: ({ days, config }) => {
    writeFileSync(join(days, '2026-11-01.purged'), '')
    writeFileSync(join(config.keys, 'days', '2026-11-01.key'), 'a copy from a backup')
  },
  16: ({ sql }) => sql(hold(NOW - 1)),
  17: ({ sql }) => sql('DROP TRIGGER held_item_stays'),
  18: () => ({ routes: [...ROUTES, route('/reads', { open: true })] }),
  19: ({ sql }) => sql(person('eve'), grant('eve', 'operator'), session('eve')),
  20: ({ sql }) =>
    sql('DROP TRIGGER receipt_stays', "DELETE FROM receipt WHERE person = 'kim'", session('kim')),
  21: ({ sql }) => sql('DROP TRIGGER training_stays', "DELETE FROM training WHERE person = 'bo'"),
  22: ({ sql }) => sql(session('kim', 'a', 't1'), session('kim', 'b', 't2')),
  23: ({ sql }) => sql('DROP TRIGGER use_log_stands', "UPDATE use_log SET who = 'somebody else' WHERE n = 2"),
  24: ({ sql }) => sql('DROP TRIGGER person_grant_stays', "DELETE FROM person_grant WHERE person = 'kim'"),
  25: ({ sql }) => sql(grant('ada', 'operator')),
  26: ({ sql }) => sql(grant('sam', 'program-commander')),
  27: ({ sql }) => sql(grant('bo', 'operator')),
  28: ({ sql }) =>
    sql(
      `INSERT INTO use_flag (line, raised_at, raised_by, raised_line, state) VALUES (1, ${LONG_AGO}, 'bo', 1, 'flagged')`,
    ),
  29: () => ({ routes: [...ROUTES, route('/partners/{agency}/reads')] }),
  30: ({ sql }) =>
    sql(
      `INSERT INTO disclosure_export (disclosure, at, by, manifest, manifest_sha256, zip_sha256, images, reads)
       VALUES ('none', ${NOW}, 'sam', '', '', '', 1, 1)`,
    ),
  31: ({ sql }) => sql("UPDATE person SET badge = NULL WHERE name = 'kim'"),
  32: ({ config }) => ({ config: { ...config, data: config.data, sso: SSO } }),
  33: ({ sql }) => sql(old('fixed')),
  34: ({ sql }) => sql(old('vehicle')),
  35: ({ sql }) => sql(old('vehicle')),
  36: ({ sql }) =>
    sql(
      old('fixed'),
      `INSERT INTO unit_day_hit (day, device, category, grade, hits, alerts) VALUES ('${TODAY}', 'old-1', 'stolen-vehicle', 'actionable', 3, 3)`,
    ),
  37: ({ sql }) => sql('DROP TRIGGER asset_line_stands'),
  38: ({ sql }) => sql('DROP TRIGGER unit_event_stays'),
  39: ({ sql }) =>
    sql(
      `INSERT INTO complaint (number, kind, via, received_on, due_on, summary, recorded_by, recorded_at)
       VALUES ('2026-0001', 'privacy', 'directly', '2026-10-01', '2026-10-31', 'x', 'pat', 1)`,
    ),
  40: ({ config }) => makeReadable(join(config.keys, 'master.key')),
}

const SSO = {
  label: 'Somebody else',
  issuer: 'https://203.0.113.7/',
  clientId: 'x',
  clientSecret: 'y',
}

function moveDay(days: string, to: string): void {
  const from = join(days, `${TODAY}.db`)
  writeFileSync(join(days, `${to}.db`), readBytes(from))
  rmSync(from)
}

describe('the forty rows', () => {
  test('are the forty of the plan, in order', () => {
    expect(PROMISES.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
  })

  test('a fresh install breaks nothing, and claims to show only what it can', async () => {
    const checked = await (await fresh.home()).check()
    expect(checked.filter(({ verdict }) => verdict === 'broken')).toEqual([])
    expect(checked.every(({ evidence }) => evidence.length > 0)).toBe(true)
    const shown = checked.filter(({ verdict }) => verdict === 'kept').map(({ number }) => number)
    expect(shown).toEqual(expect.arrayContaining([1, 6, 8, 10, 12, 13, 14, 15, 18, 19, 23, 29, 30, 40]))
    // What only use can show is not claimed.
    for (const number of [3, 7, 9, 32, 33, 34, 35, 37]) expect(shown).not.toContain(number)
  })

  test('an installation in use breaks nothing and shows more', async () => {
    const checked = await (await used.home()).check()
    expect(checked.filter(({ verdict }) => verdict === 'broken')).toEqual([])
    const shown = checked.filter(({ verdict }) => verdict === 'kept').map(({ number }) => number)
    expect(shown).toEqual(expect.arrayContaining([2, 4, 5, 9, 19, 20, 21, 22, 24, 25, 26, 27, 31, 35]))
  })

  test.each(Object.keys(BREAKS).map(Number))('promise %i: broken by hand shows red', async (number) => {
    const home = await used.home()
    const change = BREAKS[number]?.(home) as Parameters<Home['check']>[0]
    const [row] = await home.check(change ?? {}, [number])
    expect(row).toMatchObject({ number, verdict: 'broken' })
    expect(row?.evidence.join()).not.toMatch('could not be looked at')
  })

  test('promise 3: that day and night are told apart is not claimed before a report tells them apart', async () => {
    const [row] = await (await used.home()).check({}, [3])
    expect(row?.verdict).toBe('not-shown')
  })

  test('a trial that ends otherwise than it must breaks its promise, also one that fails', async () => {
    const home = await used.home()
    const verdict = async (holds: () => boolean) => {
      const trial = { tried: 'what must not be', holds }
      return (await home.check({}, [24], { 24: trial }))[0]?.verdict
    }
    expect(await verdict(() => true)).toBe('kept')
    expect(await verdict(() => false)).toBe('broken')
    const failing = () => {
      throw new Error('it could not even be tried')
    }
    expect(await verdict(failing)).toBe('broken')
  })

  test('promise 14: reads without a hit are late by a policy of their own, those with one are not', async () => {
    const home = await used.home()
    const shorter = "json_set(content, '$.retention.nonhitDays', 0)"
    home.sql('DROP TRIGGER policy_stands', `UPDATE policy_version SET content = ${shorter}`)
    const verdict = async () => (await home.check({}, [14]))[0]?.verdict
    expect(await verdict()).toBe('broken')
    home.daySql('DELETE FROM reads WHERE id NOT IN (SELECT read FROM hits)', 'UPDATE tally SET reads = 1')
    expect(await verdict()).toBe('kept')
  })

  test('promise 20: who signed in before the order changed need not have the new one yet; another version of the policy alone excuses nobody', async () => {
    const home = await used.home()
    const order = (version: string) => `json_set(content, '$.specialOrder.version', '${version}')`
    home.sql(session('kim'), policyAfter(1, { at: NOW - 2000, content: order('next') }))
    const verdict = async () => (await home.check({}, [20]))[0]?.verdict
    expect(await verdict()).toBe('broken')
    home.sql(policyAfter(2, { at: NOW - 10, content: 'content' }))
    expect(await verdict()).toBe('broken')
    home.sql(policyAfter(3, { at: NOW - 5, content: order('newest') }))
    expect(await verdict()).toBe('kept')
  })

  test('promise 14: a file of a day that cannot be read is no day without faults', async () => {
    const home = await used.home()
    mkdirSync(home.days, { recursive: true })
    appendFileSync(join(home.days, `${dayAt(NOW - DAY_MS)}.db`), 'this is no database, whatever its name')
    const broken = (await home.check({}, [13])).filter(({ verdict }) => verdict === 'broken')
    expect(broken.map(({ number }) => number)).toContain(13)
  })
})
