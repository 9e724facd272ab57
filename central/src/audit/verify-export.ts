import type { KeyObject } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../vault/durable-file.ts'
import { jsonOf, type KeptCheckpoint } from './checkpoint.ts'
import { readCheckpointFolder } from './checkpoint-folder.ts'
import { CHECKPOINTS, ENTRIES } from './export-log.ts'
import type { Finding } from './finding.ts'
import { type LogLine, type Verdict, verifyLog } from './verify-log.ts'

const LINE_FEED = 0x0a

/**
 * Verifies an export with nothing but the public key.
 * @param outside a folder of checkpoints that were kept elsewhere; null: only those of the export
 * @param key Ed25519, public, from where the caller trusts it
 */
export async function verifyExport(folder: string, outside: string | null, key: KeyObject): Promise<Verdict> {
  for (const file of [ENTRIES, CHECKPOINTS]) await expectFile(folder, file)
  const place = join(folder, CHECKPOINTS)
  const own = (await readFile(place, 'utf8'))
    .split('\n')
    .filter((text) => text !== '')
    .map((text, index): KeptCheckpoint => ({ place: `${place}:${index + 1}`, number: index + 1, text }))
  const verdict = await verifyLog({
    lines: exportedLines(join(folder, ENTRIES)),
    everHeld: 0,
    checkpoints: [...own, ...(outside ? await readCheckpointFolder(outside) : [])],
    key,
  })
  return { ...verdict, findings: [...verdict.findings, ...uncovered(verdict)] }
}

async function expectFile(folder: string, file: string): Promise<void> {
  try {
    await access(join(folder, file))
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    const text = `${join(folder, file)} is missing: an export holds ${ENTRIES} and ${CHECKPOINTS}, and nothing is proven without both; ask for a whole one`
    throw new Error(text, { cause })
  }
}

/** An export ends with a checkpoint over all of it; without that, whoever has the first one could write any lines after it. */
function uncovered({ agreeing, covered, findings, frontier: { size } }: Verdict): Finding[] {
  // Where something else is wrong, that says more.
  if (covered === size || agreeing === 0 || findings.some(({ kind }) => kind !== 'break')) return []
  const text = `no checkpoint vouches for lines ${covered + 1} to ${size}, and an export ends with one that does: it was taken out, or lines were added`
  return [{ kind: 'uncovered', text }]
}

async function* exportedLines(path: string): AsyncGenerator<LogLine> {
  for await (const bytes of linesOfBytes(path)) yield exportedLine(bytes)
}

/** The bytes of the entry are taken as they stand: to parse and write them anew could hide a change. */
function exportedLine(bytes: Uint8Array): LogLine {
  const text = textOf(bytes)
  const found = text === null ? null : /^\{"leaf":(?:"([0-9a-f]{64})"|null),"entry":(.*)\}$/s.exec(text)
  if (!found) return { n: null, entry: bytes, leaf: null }
  const [, leaf = null, entry = ''] = found
  const value = jsonOf(entry)
  const n = typeof value === 'object' && value !== null && 'n' in value ? value.n : null
  return { n: typeof n === 'number' && Number.isSafeInteger(n) ? n : null, entry, leaf }
}

/** Split at line feeds only: an entry may hold every other character that some readers take for a line's end. */
async function* linesOfBytes(path: string): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk])
    let from = 0
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      yield bytes.subarray(from, end)
      from = end + 1
    }
    rest = bytes.subarray(from)
  }
  if (rest.length > 0) yield rest
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}
