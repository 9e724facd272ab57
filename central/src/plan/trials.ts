import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mayDo } from '@archway/shared/act'
import { NewPerson } from '@archway/shared/api/people'
import { dayAt, type RandomBytes, uuid7 } from '@archway/shared/id'
import type { Policy } from '@archway/shared/policy'
import { Read } from '@archway/shared/read'
import type { SealedSecret } from '../audit/secrets.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { SearchStart } from '../ledger/search-ledger.ts'
import { openLedgerHere } from '../ledger/sqlite-ledger.ts'
import { clearanceOf } from '../people/clearance.ts'
import { openFileVault } from '../vault/file-vault.ts'

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

export async function runTrial(trial: Trial, policy: Policy, at: number): Promise<boolean> {
  const ledger = openLedgerHere(':memory:')
  try {
    return await trial.holds({ ledger, policy, at })
  } finally {
    await ledger.close()
  }
}

const random: RandomBytes = (into) => {
  into.set(randomBytes(into.length))
  return into
}
const CASE = { number: '26-000001', purpose: 'stolen-property', owner: 'ann' } as const

const secretOf = (): SealedSecret => ({
  commitment: createHash('sha256').update(randomBytes(16)).digest('hex'),
  month: '2026-11',
  pseudonym: null,
  sealed: randomBytes(32),
})

const searchOf = (at: number): SearchStart => ({
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

const addAnn = (ledger: Ledger, at: number, badge = 'D-1', name = 'ann') =>
  ledger.addPerson({ name, displayName: name, roles: ['operator'], badge }, 'no password', at, 'trial')

async function rejects(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return false
  } catch {
    return true
  }
}

const views = (angles: readonly (1 | 2)[]) =>
  angles.map((angle) => ({
    angle,
    camera: 'trial',
    capturedAt: 1,
    glimpses: 1,
    detection: 1,
    corners: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
    best: { text: 'A', probability: 1 },
  }))
const takesViews = (angles: readonly (1 | 2)[]) =>
  Read.safeParse({
    id: uuid7(1, random),
    device: 'trial',
    model: 'trial',
    capturedAt: 1,
    lastSeenAt: 1,
    closedAt: 1,
    text: 'A',
    probability: 1,
    rivals: [],
    characters: [{ char: 'A', probability: 1, rivals: [] }],
    jurisdiction: null,
    views: views(angles),
    images: [],
  }).success

export const TRIALS: Readonly<Record<number, Trial>> = {
  2: {
    tried: 'a car with a place of its own was refused by the registry',
    holds: ({ ledger }) => {
      const place = { lat: 38, lon: -90, label: 'somewhere' }
      return rejects(() => ledger.addDevice({ id: 'car', kind: 'vehicle', name: 'Car', place }, 1, 'trial'))
    },
  },
  4: {
    tried: 'a read that gives one angle out as two was refused, one by a single angle taken as such',
    holds: () => !takesViews([1, 1]) && takesViews([2]) && takesViews([1, 2]),
  },
  5: {
    tried: 'a read, and so an image, without any detection was refused',
    holds: () => !takesViews([]),
  },
  11: {
    tried: 'a search for a closed case was refused, and one for no case on record',
    async holds({ ledger, at }) {
      const unknown = await ledger.beginSearch(searchOf(at))
      await ledger.openCase({ ...CASE, at, by: 'ann' })
      await ledger.closeCase(CASE.number, at, 'sam')
      const closed = await ledger.beginSearch(searchOf(at + 1))
      return unknown.refused === 'unknown-case' && closed.refused === 'case-closed'
    },
  },
  12: {
    tried: 'a sweep that nobody had released was refused, and whoever asked could not release it',
    async holds({ ledger, at }) {
      await ledger.openCase({ ...CASE, at, by: 'ann' })
      const alone = await ledger.beginSearch({ ...searchOf(at), grounds: ['no-plate'] })
      const id = uuid7(at, random)
      const { purpose, case: number } = searchOf(at)
      await ledger.askRelease({
        id,
        at,
        by: 'ann',
        purpose,
        case: number,
        grounds: ['no-plate'],
        secret: secretOf(),
      })
      const own = await ledger.decideRelease({ id, at, by: 'ann', outcome: 'released', secret: secretOf() })
      return alone.refused === 'needs-release' && own === 'same-person'
    },
  },
  15: {
    tried:
      'an image was sealed, its day destroyed: the image did not open any more, and nothing more was taken',
    async holds({ at }) {
      const folder = mkdtempSync(join(tmpdir(), 'archway-trial-'))
      try {
        const places = { days: join(folder, 'days'), keys: join(folder, 'keys') }
        const vault = await openFileVault(places, randomBytes(32))
        const id = uuid7(at, random)
        await vault.put(id, randomBytes(64))
        const sample = await vault.evidenceOf(dayAt(at), 'day')
        await vault.destroyDay(dayAt(at))
        if (!sample || (await vault.tryToOpen(sample)).opened) return false
        return (await vault.get(id)) === null && (await rejects(() => vault.put(id, randomBytes(64))))
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  },
  16: {
    tried: 'a hold could not be approved by whoever asked for it',
    async holds({ ledger, at }) {
      const id = uuid7(at, random)
      const { number: caseNumber } = CASE
      const hold = {
        id,
        caseNumber,
        schedule: 'any',
        reason: 'trial',
        reads: [id],
        reviewAt: at + 1,
        at,
        by: 'ann',
      }
      await ledger.proposeHold(hold)
      return (await ledger.decideHold(id, true, at, 'ann')) === 'same-person'
    },
  },
  19: {
    tried: 'somebody without training may not sign in, nor once it has run out',
    async holds({ ledger, policy, at }) {
      await addAnn(ledger, at)
      const before = await clearanceOf(ledger, 'ann', policy, at)
      const training = { person: 'ann', course: 'ALPR', trainer: 'Sgt. Hill', takenAt: at }
      await ledger.recordTraining(training, at, 'trial')
      const after = await clearanceOf(ledger, 'ann', policy, at)
      const later = await clearanceOf(ledger, 'ann', policy, at + policy.training.validDays * 86_400_000)
      return before.training !== null && after.training === null && later.training !== null
    },
  },
  20: {
    tried: 'a receipt of an earlier version of the order did not count',
    async holds({ ledger, policy, at }) {
      await addAnn(ledger, at)
      const { number, version, sha256 } = policy.specialOrder
      const receipt = { person: 'ann', number, sha256, signature: 'Ann' }
      await ledger.signReceipt({ ...receipt, version: `before ${version}` }, at, 'ann')
      const earlier = await clearanceOf(ledger, 'ann', policy, at)
      await ledger.signReceipt({ ...receipt, version }, at, 'ann')
      return !earlier.receipt && (await clearanceOf(ledger, 'ann', policy, at)).receipt
    },
  },
  21: {
    tried: 'a training that somebody gave themselves was refused',
    async holds({ ledger, at }) {
      await addAnn(ledger, at)
      const training = { person: 'ann', course: 'ALPR', trainer: 'ann', takenAt: at }
      return (await ledger.recordTraining(training, at, 'trial')) === 'self-trained'
    },
  },
  22: {
    tried: 'a second account of one serial number was refused, and use at two places raised a notice',
    async holds({ ledger, at }) {
      await addAnn(ledger, at)
      const second = await addAnn(ledger, at, 'D-1', 'ann2')
      const login = { name: 'ann', csrf: 'c', factor: 'code', usedSince: 0 }
      const from = (address: string) => ({ ...login, at, tokenHash: address, place: { address, agent: 'x' } })
      await ledger.loginSucceeded(from('desk'))
      const { elsewhere } = await ledger.loginSucceeded(from('home'))
      const notices = await ledger.accessNotices(10)
      return second === 'badge-taken' && elsewhere !== null && notices.length === 1
    },
  },
  23: {
    tried: 'an act was done: its line, with its leaf of the audit tree, was there',
    async holds({ ledger, at }) {
      await addAnn(ledger, at)
      const [line] = await ledger.auditLines(0, 1)
      return line?.action === 'person-add' && line.leaf !== null
    },
  },
  24: {
    tried: 'a role was granted and ended: the roster of then shows it, that of now does not',
    async holds({ ledger, at }) {
      await addAnn(ledger, at)
      await ledger.revokeRole('ann', 'operator', at + 10, 'trial')
      const rolesAt = async (when: number) => (await ledger.roster(when))[0]?.roles.length
      return (await rolesAt(at + 5)) === 1 && (await rolesAt(at + 20)) === 0
    },
  },
  25: {
    tried: 'IT grants roles and none of the acts that show a plate; nobody grants to themselves',
    async holds({ ledger, at }) {
      await addAnn(ledger, at)
      const own = await ledger.grantRole('ann', 'supervisor', at, 'ann')
      return (
        own === 'self' &&
        mayDo(['it-administrator'], 'person-grant') &&
        !mayDo(['it-administrator'], 'alert-view')
      )
    },
  },
  26: {
    tried: 'the two offices differ: one holds and quarantines, the other decides on flagged use',
    holds: () =>
      mayDo(['rtcc-commander'], 'hold-approve') &&
      !mayDo(['program-commander'], 'hold-approve') &&
      mayDo(['program-commander'], 'use-decide') &&
      !mayDo(['rtcc-commander'], 'use-decide'),
  },
  27: {
    tried: 'a search was drawn for review, and whoever had searched could not review it',
    async holds({ ledger, at }) {
      await ledger.openCase({ ...CASE, at, by: 'ann' })
      const search = searchOf(at)
      await ledger.beginSearch(search)
      const root = createHash('sha256').update('trial').digest('hex')
      const size = await ledger.everHeld()
      const { drawn } = await ledger.drawReviews({ root, size, share: 1, at })
      const review = { search: search.id, outcome: 'proper', at, secret: secretOf() } as const
      return drawn === 1 && (await ledger.reviewSearch({ ...review, by: 'ann' })) === 'own-search'
    },
  },
  28: {
    tried: 'a use was flagged, and whoever flagged it could not decide on it',
    async holds({ ledger, at }) {
      await addAnn(ledger, at)
      const flagged = await ledger.flagUse({ line: 1, at, by: 'bo', secret: secretOf() })
      if (typeof flagged === 'string') return false
      await ledger.takeFlag(flagged.flag, at, 'bo')
      const decision = {
        flag: flagged.flag,
        at,
        outcome: 'counselled',
        reference: null,
        secret: secretOf(),
      } as const
      return (await ledger.decideFlag({ ...decision, by: 'bo' })) === 'same-person'
    },
  },
  30: {
    tried:
      'an export without a disclosure was refused, and a disclosure could not be approved by whoever proposed it',
    async holds({ ledger, at }) {
      const [request, id] = [uuid7(at, random), uuid7(at, random)]
      const asked = { agency: 'another', requester: 'somebody', asked: 'records' }
      await ledger.recordRequest({ id: request, receivedAt: at, recordedBy: 'ann', recordedAt: at, ...asked })
      const proposed = { id, request, basis: 'special-order', reference: '1', purpose: 'trial' } as const
      await ledger.proposeDisclosure({ ...proposed, reads: [uuid7(at, random)], at, by: 'ann' })
      const hash = createHash('sha256').digest('hex')
      const exported = {
        at,
        by: 'ann',
        manifestSha256: hash,
        zipSha256: hash,
        images: 0,
        reads: 0,
        manifest: '{}',
      }
      return (
        (await ledger.disclosureExported(id, exported)) !== 'exported' &&
        (await ledger.decideDisclosure(id, true, at, 'ann')) === 'same-person'
      )
    },
  },
  31: {
    tried:
      'an account without a serial number of the department, and one that names another agency, were refused',
    holds: () => {
      const person = { name: 'ann', displayName: 'Ann', badge: 'D-1', roles: ['operator'] }
      const { badge: _badge, ...without } = person
      const takes = (given: object) => NewPerson.safeParse(given).success
      return takes(person) && !takes(without) && !takes({ ...person, agency: 'another' })
    },
  },
}
