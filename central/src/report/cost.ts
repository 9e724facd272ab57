import type { AssetKind } from '@archway/shared/api/deployment'
import type { MonthFigures } from '@archway/shared/api/report'
import type { DeviceRecord } from '../ledger/ledger.ts'
import type { SpanRecord } from '../ledger/report-ledger.ts'

/** What units of a kind have cost since they were bought, cents; units that are out of service cost what they cost. */
export function costOf(
  kind: DeviceRecord['kind'],
  devices: readonly DeviceRecord[],
  costs: SpanRecord['costs'],
  end: number,
): MonthFigures['cost']['fixed'] {
  const units = devices.filter((device) => device.kind === kind && device.addedAt < end)
  const ids = new Set(units.map(({ id }) => id))
  const own = costs.filter(({ device }) => ids.has(device))
  const of = (which: AssetKind) =>
    own.filter((cost) => cost.kind === which).reduce((total, { cents }) => total + cents, 0)
  const lines = (which: AssetKind) => own.filter((cost) => cost.kind === which && cost.lines > 0)
  const whole = own.reduce((total, { cents }) => total + cents, 0)
  return {
    units: units.length,
    priced: new Set(lines('purchase').map(({ device }) => device)).size,
    purchase: of('purchase'),
    installation: of('installation'),
    repair: of('repair'),
    running: of('running'),
    repairs: lines('repair').reduce((total, cost) => total + cost.lines, 0),
    each: units.length > 0 ? Math.round(whole / units.length) : null,
  }
}

/** Who paid, most first. */
export function fundsOf(costs: SpanRecord['costs']): MonthFigures['cost']['funds'] {
  const sums = new Map<string, number>()
  for (const { fund, cents } of costs) sums.set(fund, (sums.get(fund) ?? 0) + cents)
  return [...sums].map(([fund, cents]) => ({ fund, cents })).sort((a, b) => b.cents - a.cents)
}
