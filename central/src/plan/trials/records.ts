import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayAt, uuid7 } from '@archway/shared/id'
import { openFileVault } from '../../vault/file-vault.ts'

import { CASE, random, rejects, type Trials } from './trial.ts'

/** What is purged, held and given away. */
export const RECORD_TRIALS: Trials = {
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
}
