import type { DeviceId } from '@archway/shared/id'
import type { DeviceLedger, DeviceRecord } from '../ledger/ledger.ts'
import type { Registry, Unit } from './registry.ts'

/** Why a certificate of our own authority does not admit its bearer (any more). */
export type NotAdmitted = 'unknown-device' | 'revoked' | 'superseded-certificate'

export interface LiveRegistry extends Registry {
  /** Null: this certificate may connect now. @param fingerprint SHA-256 of the certificate's DER */
  refusal(id: DeviceId, fingerprint: string): NotAdmitted | null
  /** When the ledger last heard the unit, as of the last refresh. */
  lastSeenAt(id: DeviceId): number | null
  /** Takes the ledger's state; gives the devices whose earlier admission ended, to be cut off at once. */
  refresh(): Promise<DeviceId[]>
}

/** The registry in memory, over the ledger; call `refresh` whenever the ledger's `devices` counter grew. */
export async function openRegistry(ledger: DeviceLedger): Promise<LiveRegistry> {
  let records = new Map<DeviceId, DeviceRecord>()
  let units: readonly Unit[] = []

  const refresh = async () => {
    const before = records
    records = new Map((await ledger.devices()).map((record) => [record.id, record]))
    units = [...records.values()].map(toUnit)
    return [...before.values()].filter((old) => admissionEnded(old, records.get(old.id))).map(({ id }) => id)
  }
  await refresh()

  return {
    unit: (id) => {
      const record = records.get(id)
      return record ? toUnit(record) : null
    },
    units: () => units,
    refusal(id, fingerprint) {
      const record = records.get(id)
      if (!record) return 'unknown-device'
      if (record.revokedAt !== null) return 'revoked'
      return record.certificate === fingerprint ? null : 'superseded-certificate'
    },
    lastSeenAt: (id) => records.get(id)?.lastSeenAt ?? null,
    refresh,
  }
}

const admissionEnded = (old: DeviceRecord, now: DeviceRecord | undefined): boolean =>
  old.certificate !== null &&
  old.revokedAt === null &&
  (now === undefined || now.revokedAt !== null || now.certificate !== old.certificate)

const toUnit = ({ id, kind, name, place, revokedAt }: DeviceRecord): Unit => ({
  id,
  kind,
  name,
  place,
  revokedAt,
})
