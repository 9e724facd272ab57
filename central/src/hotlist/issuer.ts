import { Jurisdiction } from '@archway/shared/plate'

const STATES =
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI'
const PROVINCES = 'AB BC MB NB NL NS NT NU ON PE QC SK YT'

/** Codes of NCIC that are not the postal ones. NB is Nebraska there, New Brunswick is NK. */
const NCIC: Readonly<Record<string, string>> = {
  NB: 'us-ne',
  NK: 'ca-nb',
  NF: 'ca-nl',
  PQ: 'ca-qc',
  SN: 'ca-sk',
  MH: 'us-mh',
}

const CODES = new Map<string, Jurisdiction>([
  ...PROVINCES.split(' ').map((code) => [code, `ca-${code.toLowerCase()}`] as const),
  ...STATES.split(' ').map((code) => [code, `us-${code.toLowerCase()}`] as const),
  ...Object.entries(NCIC),
])

/**
 * Who issued the plate, as a jurisdiction; null where the code is not known. An unknown issuer does not
 * refuse the entry: it lowers the grade of what matches.
 * @param code two letters as NCIC writes them, or a jurisdiction such as `us-mo`
 */
export function issuerOf(code: string): Jurisdiction | null {
  const known = CODES.get(code.toUpperCase())
  if (known) return known
  const written = Jurisdiction.safeParse(code.toLowerCase())
  return written.success && code.includes('-') ? written.data : null
}
