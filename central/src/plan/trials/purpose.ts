import { createHash } from 'node:crypto'
import { uuid7 } from '@archway/shared/id'

import { addAnn, CASE, random, searchOf, secretOf, type Trials } from './trial.ts'

/** Searches, and who looks over whose shoulder. */
export const PURPOSE_TRIALS: Trials = {
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
}
