import { createHash, randomBytes } from 'node:crypto'
import { type RandomBytes, uuid7 } from '@archway/shared/id'
import type { Policy } from '@archway/shared/policy'
import type { SealedSecret } from '../../audit/secrets.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { SearchStart } from '../../ledger/search-ledger.ts'
import { openLedgerHere } from '../../ledger/sqlite-ledger.ts'

/**
 * What the program itself can be asked to do wrong, in a ledger in memory or a folder that is removed: whether it refuses
 * is evidence of this very moment, also where nothing has happened yet. Nothing of the installation is touched.
 */
export interface Trial {
  /** What was tried and how it must end. */
  readonly tried: string
  readonly holds: (scratch: Scratch) => Promise<boolean> | boolean
}

interface Scratch {
  readonly ledger: Ledger
  readonly policy: Policy
  readonly at: number
}

/** Trials, by the number of the promise that they are of. */
export type Trials = Readonly<Record<number, Trial>>

export async function runTrial(trial: Trial, policy: Policy, at: number): Promise<boolean> {
  const ledger = openLedgerHere(':memory:')
  try {
    return await trial.holds({ ledger, policy, at })
  } finally {
    await ledger.close()
  }
}

export const random: RandomBytes = (into) => {
  into.set(randomBytes(into.length))
  return into
}
export const CASE = { number: '26-000001', purpose: 'stolen-property', owner: 'ann' } as const

export const secretOf = (): SealedSecret => ({
  commitment: createHash('sha256').update(randomBytes(16)).digest('hex'),
  month: '2026-11',
  pseudonym: null,
  sealed: randomBytes(32),
})

export const searchOf = (at: number): SearchStart => ({
  id: uuid7(at, random),
  at,
  who: 'ann',
  roles: ['operator'],
  purpose: CASE.purpose,
  case: CASE.number,
  secret: secretOf(),
  grounds: [],
  release: null,
  mayReleaseClosed: false,
  releasedSince: 0,
  repeat: { uses: 3, withinDays: 30, since: 0 },
  pseudonyms: [],
  policy: 'trial',
  limit: 1,
})

export const addAnn = (ledger: Ledger, at: number, badge = 'D-1', name = 'ann') =>
  ledger.addPerson({ name, displayName: name, roles: ['operator'], badge }, 'no password', at, 'trial')

export async function rejects(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return false
  } catch {
    return true
  }
}
