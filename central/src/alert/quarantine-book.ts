import type { DeviceId } from '@archway/shared/id'
import type { AlertLedger } from '../ledger/alert-ledger.ts'

/** Which cameras are in quarantine now. */
export interface QuarantineBook {
  has(device: DeviceId, camera: string): boolean
  /** To be called after every decision. */
  refresh(): Promise<void>
}

export async function openQuarantineBook(ledger: Pick<AlertLedger, 'quarantines'>): Promise<QuarantineBook> {
  let cameras: ReadonlySet<string> = new Set()
  const book: QuarantineBook = {
    // A device's id holds no slash.
    has: (device, camera) => cameras.has(`${device}/${camera}`),
    async refresh() {
      const inForce = await ledger.quarantines('quarantined')
      cameras = new Set(inForce.map(({ device, camera }) => `${device}/${camera}`))
    },
  }
  await book.refresh()
  return book
}
