import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { DeviceLedger, DeviceRecord } from './ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

interface DeviceRow {
  id: string
  kind: DeviceRecord['kind']
  name: string
  lat: number | null
  lon: number | null
  label: string | null
  added_at: number
  revoked_at: number | null
  certificate: string | null
  last_seen_at: number | null
}

export function deviceVerbs(db: Database): Verbs<DeviceLedger> {
  const { logUse } = logVerbs(db)
  const all = db.prepare<[], DeviceRow>('SELECT * FROM device ORDER BY id')
  const one = db.prepare<[string], DeviceRow>('SELECT * FROM device WHERE id = ?')
  const insert = db.prepare(
    'INSERT INTO device (id, kind, name, lat, lon, label, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const revoke = db.prepare('UPDATE device SET revoked_at = ? WHERE id = ?')
  const certify = db.prepare('UPDATE device SET certificate = ? WHERE id = ?')
  const seen = db.prepare('UPDATE device SET last_seen_at = max(coalesce(last_seen_at, 0), ?) WHERE id = ?')
  const closeOffers = db.prepare('DELETE FROM enrolment WHERE device = ? AND used_at IS NULL')
  const offer = db.prepare(
    'INSERT INTO enrolment (secret_hash, device, offered_at, expires_at) VALUES (?, ?, ?, ?)',
  )
  const offered = db.prepare<[string, string], { expires_at: number; used_at: number | null }>(
    'SELECT expires_at, used_at FROM enrolment WHERE secret_hash = ? AND device = ?',
  )
  const useUp = db.prepare('UPDATE enrolment SET used_at = ? WHERE secret_hash = ?')

  return {
    devices: () => all.all().map(toRecord),
    addDevice: db.transaction((device, at, by) => {
      if (one.get(device.id)) return 'exists'
      const place = device.place
      insert.run(
        device.id,
        device.kind,
        device.name,
        place?.lat ?? null,
        place?.lon ?? null,
        place?.label ?? null,
        at,
      )
      logUse({
        at,
        who: by,
        action: 'device-add',
        outcome: 'success',
        subject: device.id,
        detail: device.kind,
      })
      return 'added'
    }) as Verbs<DeviceLedger>['addDevice'],

    offerEnrolment: db.transaction(({ device, secretHash, expiresAt, at, by }) => {
      const row = one.get(device)
      if (!row) return 'unknown-device'
      if (row.revoked_at !== null) return 'revoked'
      closeOffers.run(device)
      offer.run(secretHash, device, at, expiresAt)
      logUse({ at, who: by, action: 'device-offer', outcome: 'success', subject: device, detail: null })
      return 'offered'
    }) as Verbs<DeviceLedger>['offerEnrolment'],

    enrol: db.transaction(({ device, secretHash, certificate, at }) => {
      const code = offered.get(secretHash, device)
      const outcome = !code
        ? 'unknown-code'
        : code.used_at !== null
          ? 'used'
          : code.expires_at <= at
            ? 'expired'
            : one.get(device)?.revoked_at !== null
              ? 'revoked'
              : 'enrolled'
      if (outcome === 'enrolled') {
        useUp.run(at, secretHash)
        certify.run(certificate, device)
      }
      logUse({
        at,
        who: `unit ${device}`,
        action: 'device-enrol',
        outcome: outcome === 'enrolled' ? 'success' : 'failure',
        subject: device,
        detail: outcome,
      })
      return outcome
    }) as Verbs<DeviceLedger>['enrol'],

    revokeDevice: db.transaction((id, at, by) => {
      const row = one.get(id)
      if (!row) return 'unknown-device'
      if (row.revoked_at !== null) return 'already-revoked'
      closeOffers.run(id)
      revoke.run(at, id)
      logUse({ at, who: by, action: 'device-revoke', outcome: 'success', subject: id, detail: null })
      return 'revoked'
    }) as Verbs<DeviceLedger>['revokeDevice'],

    deviceSeen(id, at) {
      seen.run(at, id)
    },
  }
}

const toRecord = (row: DeviceRow): DeviceRecord => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  place:
    row.lat === null || row.lon === null
      ? null
      : { lat: row.lat, lon: row.lon, label: row.label ?? row.name },
  addedAt: row.added_at,
  revokedAt: row.revoked_at,
  certificate: row.certificate,
  lastSeenAt: row.last_seen_at,
})
