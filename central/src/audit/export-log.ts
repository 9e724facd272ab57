import type { KeyObject } from 'node:crypto'
import { mkdir, open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditLedger } from '../ledger/audit-ledger.ts'
import { publicPem } from './audit-key.ts'
import { linesOf } from './verify-ledger.ts'

/** The files of an export. */
export const ENTRIES = 'entries.jsonl'
export const CHECKPOINTS = 'checkpoints.jsonl'
/** Characters that are written at a time. */
const CHUNK = 1 << 20
const PUBLIC_KEY = 'audit-public-key.pem'

/**
 * Writes the log, the ledger's checkpoints and the public key, to be verified elsewhere. A line of the log is
 * `{"leaf":"…","entry":{…}}`, where the bytes of `entry` are, as they stand, what the leaf is made of.
 * @param folder made when it is missing; one that holds something is refused
 * @param most so many lines, because the newest checkpoint covers no more; null: all, of a log that does not verify
 * @returns the number of lines
 */
export async function exportLog(
  folder: string,
  ledger: AuditLedger,
  key: KeyObject,
  most: number | null,
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty; name a new folder`)
  // Before the lines, so that every line that a checkpoint covers is there.
  const checkpoints = await ledger.checkpoints()
  const everHeld = await ledger.everHeld()
  const entries = await open(join(folder, ENTRIES), 'wx', 0o600)
  let count = 0
  try {
    let waiting = ''
    for await (const { entry, leaf } of linesOf(ledger, everHeld)) {
      if (count === most) break
      count += 1
      waiting += `{"leaf":${JSON.stringify(leaf)},"entry":${entry}}\n`
      if (waiting.length < CHUNK) continue
      await entries.appendFile(waiting)
      waiting = ''
    }
    await entries.appendFile(waiting)
    await entries.sync()
  } finally {
    await entries.close()
  }
  await write(join(folder, CHECKPOINTS), checkpoints.map(({ signed }) => `${signed}\n`).join(''))
  await write(join(folder, PUBLIC_KEY), publicPem(key))
  return count
}

const write = (path: string, text: string) => writeFile(path, text, { flag: 'wx', mode: 0o600 })
