import type { AssetLine, NewAssetLine } from '@archway/shared/api/deployment'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { DeploymentLedger } from './deployment-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

type AssetLedger = Pick<DeploymentLedger, 'recordAsset' | 'recordAssets' | 'reverseAsset' | 'assetLines'>

const LINE = `SELECT n, device, kind, cents, fund, day, note, reverses, event, recorded_by AS recordedBy,
  recorded_at AS recordedAt FROM asset_line`

export function assetVerbs(db: Database): Verbs<AssetLedger> {
  const { logUse } = logVerbs(db)
  const isDevice = db.prepare<[string], number>('SELECT 1 FROM device WHERE id = ?').pluck()
  const eventOf = db.prepare<[number], string>('SELECT device FROM unit_event WHERE n = ?').pluck()
  const insert = db.prepare(
    `INSERT INTO asset_line (device, kind, cents, fund, day, note, reverses, event, recorded_by, recorded_at)
     VALUES (@device, @kind, @cents, @fund, @day, @note, @reverses, @event, @by, @at)`,
  )
  const one = db.prepare<[number], AssetLine>(`${LINE} WHERE n = ?`)
  const reversed = db.prepare<[number], number>('SELECT 1 FROM asset_line WHERE reverses = ?').pluck()
  const page = db.prepare<[{ device: string | null; before: number | null; limit: number }], AssetLine>(
    `${LINE} WHERE (@device IS NULL OR device = @device) AND (@before IS NULL OR n < @before)
     ORDER BY n DESC LIMIT @limit`,
  )
  const log = (at: number, who: string, subject: string, outcome: 'success' | 'failure', detail: string) =>
    logUse({ at, who, action: 'asset-record', outcome, subject, detail })

  const refusalOf = ({ device, event }: NewAssetLine) =>
    !isDevice.get(device)
      ? ('unknown-device' as const)
      : event !== null && eventOf.get(event) !== device
        ? ('unknown-event' as const)
        : null
  const record = (line: NewAssetLine, at: number, by: string) => {
    const n = Number(insert.run({ ...line, reverses: null, at, by }).lastInsertRowid)
    log(at, by, line.device, 'success', `line ${n}: ${line.kind}, ${line.cents} cents`)
    return { n }
  }

  return {
    recordAsset: db.transaction((line, at, by) => {
      const refusal = refusalOf(line)
      if (refusal) log(at, by, line.device, 'failure', refusal)
      return refusal ?? record(line, at, by)
    }) as Verbs<AssetLedger>['recordAsset'],
    recordAssets: db.transaction((lines: readonly NewAssetLine[], at: number, by: string) => {
      const refused = lines.flatMap((line, index) => {
        const why = refusalOf(line)
        return why ? [{ index, why }] : []
      })
      if (refused.length > 0) {
        log(
          at,
          by,
          `${lines.length} lines`,
          'failure',
          `${refused.length} name a unit or an event that is not there`,
        )
      } else for (const line of lines) record(line, at, by)
      return refused
    }) as Verbs<AssetLedger>['recordAssets'],

    reverseAsset: db.transaction((n, reason, at, by) => {
      const line = one.get(n)
      const refusal =
        !line || line.kind === 'reversal'
          ? ('unknown-line' as const)
          : reversed.get(n)
            ? ('reversed-already' as const)
            : null
      if (!line || refusal) {
        log(at, by, `line ${n}`, 'failure', refusal ?? 'unknown-line')
        return refusal ?? 'unknown-line'
      }
      const day = new Date(at).toISOString().slice(0, 10)
      const { device, cents, fund } = line
      const reversal = { device, kind: 'reversal', cents: -cents, fund, day, note: reason, reverses: n }
      const made = Number(insert.run({ ...reversal, event: null, at, by }).lastInsertRowid)
      log(at, by, device, 'success', `line ${made} reverses line ${n}`)
      return { n: made }
    }) as Verbs<AssetLedger>['reverseAsset'],

    assetLines: (query) => page.all(query),
  }
}
