import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CheckedPromise } from '@archway/shared/api/plan'
import { dayAt, uuid7 } from '@archway/shared/id'
import { canonicalJson } from '@archway/shared/signing'
import Database from 'better-sqlite3'
import { afterAll } from 'vitest'
import { ROUTES } from '../api/routes.ts'
import { readAuditKey } from '../audit/audit-key.ts'
import { openAudit } from '../audit/audit-log.ts'
import { entryLeaf } from '../audit/entry.ts'
import { type CentralConfig, readConfig } from '../config.ts'
import { createAuthorityFiles } from '../fleet/authority-files.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import type { UseRecord } from '../ledger/use-log.ts'
import { DAY_MS, judged, random, someHit, someRead } from '../store/judged.fixture.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import { openFileVault } from '../vault/file-vault.ts'
import { openMasterKey } from '../vault/master-key.ts'
import { lookAtInstallation } from './installation.ts'
import { checkPlan, PROMISES } from './plan-check.ts'

const POLICY = fileURLToPath(new URL('../../policy.yaml', import.meta.url))
export const NOW = Date.UTC(2026, 10, 24, 12)
export const TODAY = dayAt(NOW)

/** An installation on disk that can be broken by hand, as somebody with root could. */
export interface Home {
  readonly config: CentralConfig
  readonly days: string
  /** Changes the ledger's file behind the program's back: checks and foreign keys are off. */
  sql(...statements: string[]): void
  /** The same for the file of today. */
  daySql(...statements: string[]): void
  /** @param only these rows; without it, all */
  check(
    change?: Partial<Parameters<typeof lookAtInstallation>[0]>,
    only?: readonly number[],
    trials?: Parameters<typeof checkPlan>[2],
  ): Promise<CheckedPromise[]>
}

/** What `archway-central init` and a first start leave behind. */
export async function freshInstall(folder: string): Promise<CentralConfig> {
  const file = join(folder, 'central.yaml')
  writeFileSync(
    file,
    `data: data\nkeys: keys\npolicy: ${POLICY}\nnames: [localhost]\nbroker: { host: 127.0.0.1 }\nhttp: { port: 0 }\n`,
  )
  const read = readConfig(file)
  if (!read.ok) throw new Error(read.error.join('\n'))
  const config = read.value
  await createAuthorityFiles(config.keys, NOW)
  mkdirSync(config.data, { mode: 0o700 })
  const ledger = openLedgerHere(join(config.data, 'ledger.db'))
  const content = canonicalJson(config.policy)
  await ledger.installPolicy({ label: config.policy.version, content }, NOW - 40 * DAY_MS, 'installation')
  const key = readAuditKey(config.keys)
  const audit = await openAudit({ ledger, key, origin: 'localhost', folder: null, now: () => NOW })
  await audit.checkpoint()
  await ledger.close()
  const master = await openMasterKey(join(config.keys, 'master.key'))
  await openFileVault({ days: join(config.data, 'days'), keys: join(config.keys, 'days') }, master)
  return config
}

/** A fresh installation that is then used: people, units, a list, a case, a search, reads with a hit. */
export async function usedInstall(folder: string): Promise<CentralConfig> {
  const config = await freshInstall(folder)
  const ledger = openLedgerHere(join(config.data, 'ledger.db'))
  const at = NOW - DAY_MS
  const { number, version, sha256 } = config.policy.specialOrder
  const people = [
    ['ada', 'it-administrator'],
    ['kim', 'operator'],
    ['sam', 'rtcc-commander'],
    ['pat', 'program-commander'],
    ['bo', 'auditor'],
  ] as const
  for (const [name, role] of people) {
    await ledger.addPerson({ name, displayName: name, roles: [role], badge: `D-${name}` }, 'x', at, 'ada0')
    await ledger.recordTraining(
      { person: name, course: 'ALPR', trainer: 'Sgt. Hill', takenAt: at },
      at,
      'ada0',
    )
    await ledger.signReceipt({ person: name, number, version, sha256, signature: name }, at, name)
  }
  const place = { lat: 38.6, lon: -90.2, label: 'Market St at 12th' }
  await ledger.addDevice({ id: 'unit-1', kind: 'fixed', name: 'Unit 1', place }, at, 'ada')
  await ledger.addDevice({ id: 'car-1', kind: 'vehicle', name: 'Car 1', place: null }, at, 'ada')
  await ledger.openCase({ number: '26-000123', purpose: 'stolen-property', owner: 'kim', at, by: 'kim' })
  const audit = await openAudit({
    ledger,
    key: readAuditKey(config.keys),
    origin: 'localhost',
    folder: null,
    now: () => NOW,
  })
  await audit.checkpoint()
  await ledger.close()

  const store = await openSqliteStore(join(config.data, 'days'))
  const read = someRead({ capturedAt: NOW - 3_600_000, text: 'AB12CD' })
  const other = someRead({ capturedAt: NOW - 3_500_000, text: 'XY98ZW' })
  await store.saveReads([
    { ...judged(read, [someHit(read)]), policy: config.policy.version },
    { ...judged(other), policy: config.policy.version },
  ])
  await store.close()
  return config
}

/**
 * Makes one installation and gives a copy of it to each test that asks. To be called where a file's tests are declared;
 * after them all is removed.
 */
export function homes(make: (folder: string) => Promise<CentralConfig>) {
  const root = mkdtempSync(join(tmpdir(), 'plan-'))
  const made = make(join(root, prepared('template', root)))
  let n = 0
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  return {
    async home(): Promise<Home> {
      await made
      const folder = join(root, `home-${++n}`)
      cpSync(join(root, 'template'), folder, { recursive: true, preserveTimestamps: true })
      const read = readConfig(join(folder, 'central.yaml'))
      if (!read.ok) throw new Error(read.error.join('\n'))
      return homeOf(read.value)
    },
  }
}

function prepared(name: string, root: string): string {
  mkdirSync(join(root, name), { mode: 0o700 })
  return name
}

function homeOf(config: CentralConfig): Home {
  const days = join(config.data, 'days')
  return {
    config,
    days,
    sql: (...statements) => behind(join(config.data, 'ledger.db'), statements),
    daySql: (...statements) => behind(join(days, `${TODAY}.db`), statements),
    async check(change = {}, only = PROMISES.map(({ number }) => number), trials) {
      const ledger = openLedgerHere(join(config.data, 'ledger.db'))
      const installation = await lookAtInstallation({ config, ledger, routes: ROUTES, at: NOW, ...change })
      try {
        return await checkPlan(
          installation,
          PROMISES.filter(({ number }) => only.includes(number)),
          trials,
        )
      } finally {
        installation.close()
        await ledger.close()
      }
    },
  }
}

function behind(path: string, statements: readonly string[]): void {
  const db = new Database(path)
  try {
    db.pragma('foreign_keys = OFF')
    db.pragma('ignore_check_constraints = ON')
    db.function('use_leaf_of', { deterministic: true, varargs: true }, (...line) => {
      const [n, at, who, action, outcome, subject, detail] = line
      return entryLeaf({ n, at, who, action, outcome, subject, detail } as UseRecord)
    })
    for (const statement of statements) db.exec(statement)
  } finally {
    db.close()
  }
}

/** An id of a moment, for rows that are put in by hand. */
export const idAt = (at: number): string => uuid7(at, random)
export const makeReadable = (path: string): void => chmodSync(path, 0o644)
/** One more approved version of the policy, made of version n. @param content SQL over the content of that one */
export const policyAfter = (n: number, { at, content }: { at: number; content: string }) =>
  `INSERT INTO policy_version (label, content, changes, reason, based_on, proposed_by, proposed_at, not_before, state, decided_by, decided_at)
   SELECT label || '+', ${content}, '[]', 'r', n, 'sam', ${at}, 0, 'approved', 'pat', ${at} FROM policy_version WHERE n = ${n}`
