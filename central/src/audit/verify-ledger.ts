import type { KeyObject } from 'node:crypto'
import type { AuditLedger } from '../ledger/audit-ledger.ts'
import type { KeptCheckpoint } from './checkpoint.ts'
import { readCheckpointFolder } from './checkpoint-folder.ts'
import { entryText } from './entry.ts'
import { type LogLine, type Verdict, verifyLog } from './verify-log.ts'

const PAGE = 2000

/**
 * Verifies the use log of a ledger against the checkpoints that it keeps and those outside. Lines may be added
 * meanwhile: checkpoints are read first, so that the lines they cover are there.
 * @param folder outside; null: there is none
 */
export async function verifyLedger(
  ledger: AuditLedger,
  folder: string | null,
  key: KeyObject,
): Promise<Verdict> {
  const checkpoints = [...(await keptIn(ledger)), ...(folder ? await readCheckpointFolder(folder) : [])]
  const everHeld = await ledger.everHeld()
  return verifyLog({ lines: linesOf(ledger, everHeld), everHeld, checkpoints, key })
}

const keptIn = async (ledger: AuditLedger): Promise<KeptCheckpoint[]> =>
  (await ledger.checkpoints()).map(({ n, signed }) => ({
    place: `ledger, checkpoint ${n}`,
    number: n,
    text: signed,
  }))

/** @param last the number of the last line to give */
export async function* linesOf(ledger: AuditLedger, last: number, after = 0): AsyncGenerator<LogLine> {
  let seen = after
  for (;;) {
    const page = await ledger.auditLines(seen, PAGE)
    for (const line of page) {
      if (line.n > last) return
      yield { n: line.n, entry: entryText(line), leaf: line.leaf }
    }
    const end = page.at(-1)
    if (!end) return
    seen = end.n
  }
}
