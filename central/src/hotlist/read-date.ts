const SHAPES = [
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?:T.*)?$/,
  /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
]

/**
 * The beginning of a day (UTC) as lists write it: `20190509`, `2019-05-09`, `5/9/2019`. A time with an
 * offset is read as it stands. Undefined: no such day.
 */
export function readDate(text: string): number | undefined {
  if (/T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    const time = Date.parse(text)
    return Number.isFinite(time) && time >= 0 ? time : undefined
  }
  for (const shape of SHAPES) {
    const parts = shape.exec(text)?.groups
    if (!parts) continue
    const [year, month, day] = [Number(parts.year), Number(parts.month), Number(parts.day)]
    const time = Date.UTC(year, month - 1, day)
    const date = new Date(time)
    // Date.UTC would carry 31 February over into March.
    const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    return isReal && time >= 0 ? time : undefined
  }
  return undefined
}
