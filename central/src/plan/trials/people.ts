import { mayDo } from '@archway/shared/act'
import { NewPerson } from '@archway/shared/api/people'
import { clearanceOf } from '../../people/clearance.ts'

import { addAnn, type Trials } from './trial.ts'

/** Who may sign in, and who may do what. */
export const PEOPLE_TRIALS: Trials = {
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
