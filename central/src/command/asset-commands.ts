import { readFile } from 'node:fs/promises'
import { AssetKind, NewAssetLine } from '@archway/shared/api/deployment'

import { fail, ok, type Result } from '@archway/shared/result'
import { z } from 'zod'
import { dollars } from '../report/markup.ts'
import { splitCsv } from '../report/split-csv.ts'
import { actAs } from './act-as.ts'
import { type CommandMeans, DONE, MISUSE, REFUSED } from './means.ts'
import { columns } from './terminal.ts'

/** `4,000` or `1399.50`, in dollars; gives cents. */
export const Dollars = z
  .string()
  .regex(/^\$?\d{1,3}(,?\d{3})*(\.\d\d)?$/, 'dollars, as 4000 or 1399.50')
  .transform((text) => Math.round(Number(text.replace(/[$,]/g, '')) * 100))

const REFUSALS = { 'unknown-device': 'there is no such unit', 'unknown-event': 'the unit has no such event' }

export async function recordAsset(line: NewAssetLine, as: string, means: CommandMeans): Promise<number> {
  if (!(await actAs(as, 'asset-record', means))) return REFUSED
  const made = await means.ledger.recordAsset(line, means.now(), as)
  if (typeof made === 'string') {
    means.terminal.err(`not recorded: ${REFUSALS[made]}`)
    return REFUSED
  }
  means.terminal.err(`recorded as line ${made.n}`)
  return DONE
}

const HEAD = ['device', 'kind', 'dollars', 'fund', 'day', 'note']
const Row = z.tuple([z.string(), AssetKind, Dollars, z.string(), z.string(), z.string()])

function lineOf(row: readonly string[]): Result<NewAssetLine, string> {
  const cells = Row.safeParse(row)
  if (!cells.success) return fail(cells.error.issues[0]?.message ?? 'not understood')
  const [device, kind, cents, fund, day, note] = cells.data
  const line = NewAssetLine.safeParse({ device, kind, cents, fund, day, note })
  const issue = line.error?.issues[0]
  return line.success ? ok(line.data) : fail(`${issue?.path.join('.')}: ${issue?.message}`)
}

/** A whole file or nothing of it: `device,kind,dollars,fund,day,note`, with that line first. */
export async function importAssets(file: string, as: string, means: CommandMeans): Promise<number> {
  const { terminal, ledger, now } = means
  const [head = [], ...rows] = splitCsv(await readFile(file, 'utf8'))
  if (head.join(',') !== HEAD.join(',')) {
    terminal.err(`${file}: the first line must be ${HEAD.join(',')}`)
    return MISUSE
  }
  const lines: NewAssetLine[] = []
  const complaints: string[] = []
  for (const [index, row] of rows.entries()) {
    const line = lineOf(row)
    if (line.ok) lines.push(line.value)
    else complaints.push(`row ${index + 2}: ${line.error}`)
  }
  if (complaints.length > 0) {
    for (const complaint of complaints.slice(0, 20)) terminal.err(complaint)
    terminal.err(`nothing recorded: ${complaints.length} rows are wrong`)
    return MISUSE
  }
  if (!(await actAs(as, 'asset-record', means))) return REFUSED
  const refused = await ledger.recordAssets(lines, now(), as)
  for (const { index, why } of refused.slice(0, 20)) terminal.err(`row ${index + 2}: ${REFUSALS[why]}`)
  terminal.err(
    refused.length > 0
      ? `nothing recorded: ${refused.length} rows are wrong`
      : `recorded ${lines.length} lines`,
  )
  return refused.length > 0 ? REFUSED : DONE
}

export async function reverseAsset(
  n: number,
  reason: string,
  as: string,
  means: CommandMeans,
): Promise<number> {
  if (!(await actAs(as, 'asset-record', means))) return REFUSED
  const made = await means.ledger.reverseAsset(n, reason, means.now(), as)
  const said = {
    'unknown-line': `there is no line ${n} to reverse`,
    'reversed-already': `line ${n} was reversed already`,
  }
  means.terminal.err(
    typeof made === 'string' ? `not done: ${said[made]}` : `line ${made.n} reverses line ${n}`,
  )
  return typeof made === 'string' ? REFUSED : DONE
}

export async function listAssets(device: string | null, { ledger, terminal }: CommandMeans): Promise<number> {
  const rows: string[][] = []
  for (let before: number | null = null; ; ) {
    const lines = await ledger.assetLines({ device, before, limit: 500 })
    for (const { n, day, device: unit, kind, cents, fund, reverses, note } of lines) {
      rows.push([
        `${n}`,
        day,
        unit,
        reverses === null ? kind : `reverses ${reverses}`,
        dollars(cents),
        fund,
        note,
      ])
    }
    before = lines.at(-1)?.n ?? null
    if (lines.length < 500) break
  }
  for (const line of columns([['N', 'DAY', 'UNIT', 'KIND', 'AMOUNT', 'FUND', 'NOTE'], ...rows]))
    terminal.out(line)
  return DONE
}
