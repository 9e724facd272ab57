import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoginStep } from '@archway/shared/api/login'
import type { Policy } from '@archway/shared/policy'
import type { Role } from '@archway/shared/role'
import { openSecrets, type Secrets } from '../audit/secrets.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { SHIPPED } from '../policy/policy.fixture.ts'
import { bannerOf, type LoginAnswer, type LoginPlace } from './login.ts'
import { openPeople, type People } from './open-people.ts'
import { hashPassword } from './passwords.ts'
import { codeAt } from './people.fixture.ts'

export const T = Date.UTC(2026, 10, 24)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const PASSWORD = 'correct horse battery'
export const DESK: LoginPlace = { address: '10.0.0.1', agent: 'firefox', origin: 'http://localhost:8080' }
export const CAR: LoginPlace = { ...DESK, address: '10.0.0.2' }

const hashed = hashPassword(PASSWORD)

/** The people of a small department, on a clock that the test moves. */
export interface Department {
  readonly ledger: Ledger
  readonly people: People
  /** Of the use log. */
  readonly secrets: Secrets
  policy: Policy
  now: number
  /** Adds somebody who is trained, has signed the order of the shipped policy, and set their password themselves. */
  add(name: string, roles: readonly Role[]): Promise<void>
  begin(name: string, password?: string, place?: LoginPlace): Promise<LoginAnswer>
  /** The whole way in; enrols at the first time, and lets half a minute pass for a code that was not used yet. */
  signIn(name: string, place?: LoginPlace): Promise<Extract<LoginStep, { step: 'done' }> & { token: string }>
  /** The code that the person's authenticator shows now. */
  code(name: string): string
  /** Lines of the use log: who, what, outcome, detail. */
  uses(): Promise<string[]>
  close(): Promise<void>
}

export async function openDepartment(): Promise<Department> {
  const keys = mkdtempSync(join(tmpdir(), 'people-'))
  const ledger = openLedgerHere(':memory:')
  const secrets = new Map<string, string>()
  const department: Department = {
    ledger,
    secrets: openSecrets(join(keys, 'uses')),
    people: await openPeople({
      ledger,
      policyBook: { current: () => ({ n: 1, version: 'test', policy: department.policy }) },
      keys,
      now: () => department.now,
      random: (into) => crypto.getRandomValues(into),
    }),
    policy: SHIPPED,
    now: T,
    async add(name, roles) {
      const { now } = department
      const shown = `${name[0]?.toUpperCase()}${name.slice(1)} Lee`
      await ledger.addPerson({ name, displayName: shown, roles, badge: `D-${name}` }, await hashed, now, 'it')
      await ledger.setPassword(name, await hashed, now, name)
      const training = { person: name, course: 'ALPR', trainer: 'Sgt. Hill', takenAt: now - DAY }
      await ledger.recordTraining(training, now, 'it')
      const { number, version, sha256 } = SHIPPED.specialOrder
      await ledger.signReceipt({ person: name, number, version, sha256, signature: shown }, now, name)
    },
    begin: (name, password = PASSWORD, place = DESK) =>
      department.people.login.begin(name, password, bannerOf(department.policy).digest, place),
    async signIn(name, place = DESK) {
      const begun = stepOf(await department.begin(name, PASSWORD, place))
      if (begun.step === 'enrol') secrets.set(name, begun.secret)
      else department.now += MINUTE
      if (begun.step !== 'enrol' && begun.step !== 'factor') throw new Error(`stands at ${begun.step}`)
      const answer = await department.people.login.code(begun.ticket, department.code(name), place)
      if (!answer.ok) throw new Error(answer.error.why)
      const { step, token } = answer.value
      if (step.step !== 'done' || token === null) throw new Error(`stands at ${step.step}`)
      return { ...step, token }
    },
    code: (name) => codeAt(secrets.get(name) ?? '', department.now),
    uses: async () =>
      (await ledger.uses(0, 999)).map(({ who, action, outcome, detail }) =>
        [who, action, outcome, detail].join(' '),
      ),
    async close() {
      await ledger.close()
      rmSync(keys, { recursive: true })
    },
  }
  return department
}

/** The step of an answer that must be a step. */
export function stepOf(answer: LoginAnswer): LoginStep {
  if (!answer.ok) throw new Error(`refused: ${answer.error.why}`)
  return answer.value.step
}

export const whyOf = (answer: LoginAnswer): string => (answer.ok ? answer.value.step.step : answer.error.why)
