import type { Disposition } from '@archway/shared/alert'
import type { AlertOutcome } from '../ledger/alert-ledger.ts'
import type { AlertRecord } from '../store/store.ts'

/**
 * Which cameras were wrong, by what a person says that the alert came to. Where somebody typed what the plate really
 * is, only those that read it otherwise by themselves are to blame for a misread; if none of them did, or nobody
 * typed it, all are. "Not actionable" says nothing of a camera.
 */
export function blame(
  { read, looks }: Pick<AlertRecord, 'read' | 'looks'>,
  disposition: Disposition,
): AlertOutcome['cameras'] {
  if (disposition === 'not-actionable') return []
  const cameras = (wrong: (own: string) => boolean) =>
    read.views.map(({ camera, best }) => ({ camera, wrong: wrong(best.text) }))
  if (disposition !== 'misread') return cameras(() => disposition === 'wrong-state')
  const truth = looks.at(-1)?.plate
  const misread = cameras((own) => own !== truth)
  return misread.some(({ wrong }) => wrong) ? misread : cameras(() => true)
}
